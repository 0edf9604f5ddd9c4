"""Okta System Log as DuckDB would be asked: read the fields that a prompt needs, pair sends with
answers, count refusals in ten minutes. Usage: duckdb_okta.py FILE [newline_delimited|array]"""

import sys

from asked import ask

COLUMNS = """{
  published: 'VARCHAR', eventType: 'VARCHAR', uuid: 'VARCHAR',
  actor: 'STRUCT(alternateId VARCHAR)',
  outcome: 'STRUCT(result VARCHAR, reason VARCHAR)',
  client: 'STRUCT(ipAddress VARCHAR, device VARCHAR, userAgent STRUCT(rawUserAgent VARCHAR),
    geographicalContext STRUCT(country VARCHAR, city VARCHAR,
      geolocation STRUCT(lat DOUBLE, lon DOUBLE)))',
  debugContext: 'STRUCT(debugData STRUCT(factor VARCHAR, pushOnlyResponseType VARCHAR,
    authnRequestId VARCHAR))',
  securityContext: 'STRUCT(asNumber BIGINT)'}"""

EVENTS = """
create table events as
select published::timestamp as ts, eventType as kind, uuid, actor.alternateId as login,
  outcome.result as result, outcome.reason as reason, client.ipAddress as ip,
  client.geographicalContext.country as country, client.geographicalContext.city as city,
  client.geographicalContext.geolocation.lat as lat,
  client.geographicalContext.geolocation.lon as lon,
  client.userAgent.rawUserAgent as agent, debugContext.debugData.factor as factor,
  debugContext.debugData.pushOnlyResponseType as response,
  debugContext.debugData.authnRequestId as flow, securityContext.asNumber as asn
from read_json('{file}', format = '{format}', maximum_object_size = 16777216, columns = {columns})
"""

PROMPTS = """
create table prompts as
select sent.login, sent.flow, min(sent.ts) as ts, any_value(sent.ip) as ip,
  max(answer.ts) as answered, any_value(answer.result) as result
from (select * from events where kind in ('system.push.send_factor_verify_push',
  'system.sms.send_factor_verify_message', 'system.voice.send_mfa_challenge_call')) sent
left join (select * from events where kind = 'user.authentication.auth_via_mfa'
  and factor <> 'PASSWORD_AS_FACTOR') answer
on sent.flow = answer.flow and sent.login = answer.login
group by all
"""

file, form = sys.argv[1], (sys.argv[2:] or ["newline_delimited"])[0]
ask(file, [EVENTS, PROMPTS], "result is distinct from 'SUCCESS'", format=form, columns=COLUMNS)
