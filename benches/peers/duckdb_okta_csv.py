"""Okta System Log, CSV of the Admin Console, as DuckDB would be asked: the fields that a prompt
needs, sends paired with answers of their session, refusals in ten minutes.
Usage: duckdb_okta_csv.py FILE"""

import sys

from asked import ask

EVENTS = """
create table events as
select "timestamp"::timestamptz as ts, event_type as kind, uuid,
  "actor.alternate_id" as login, "outcome.result" as result, "outcome.reason" as reason,
  "client.ip_address" as ip, "client.geographical_context.country" as country,
  "client.geographical_context.city" as city,
  "client.geographical_context.geolocation.lat"::double as lat,
  "client.geographical_context.geolocation.lon"::double as lon,
  "client.user_agent.raw_user_agent" as agent,
  "authentication_context.external_session_id" as session, "target0.display_name" as target
from read_csv('{file}', header = true, all_varchar = true, quote = '"', escape = '"')
"""

PROMPTS = """
create table prompts as
select sent.login, sent.ts, any_value(sent.ip) as ip, min(answer.ts) as answered,
  arg_min(answer.result, answer.ts) as result
from (select * from events where kind in ('system.push.send_factor_verify_push',
  'system.sms.send_factor_verify_message', 'system.voice.send_mfa_challenge_call')) sent
left join (select * from events where kind = 'user.authentication.auth_via_mfa') answer
on sent.session = answer.session and sent.login = answer.login
  and answer.ts between sent.ts and sent.ts + interval 5 minute
group by all
"""

ask(sys.argv[1], [EVENTS, PROMPTS], "result is distinct from 'SUCCESS'")
