"""Entra ID sign-in log, Azure Monitor lines, as DuckDB would be asked: the last state of each
attempt, its steps as prompts, refusals in ten minutes. Usage: duckdb_entra.py FILE"""

import sys

from asked import ask

EVENTS = """
create table events as
select properties.id as id, properties.originalRequestId as attempt,
  properties.createdDateTime::timestamptz as ts, properties.userPrincipalName as login,
  properties.status.errorCode as code, properties.appDisplayName as app,
  properties.ipAddress as ip, properties.location.countryOrRegion as country,
  properties.location.city as city, properties.userAgent as agent,
  properties.autonomousSystemNumber as asn, properties.authenticationDetails as steps
from read_json('{file}', format = 'newline_delimited', maximum_object_size = 16777216, columns = {{
  properties: 'STRUCT(id VARCHAR, originalRequestId VARCHAR, createdDateTime VARCHAR,
    userPrincipalName VARCHAR, status STRUCT(errorCode BIGINT), appDisplayName VARCHAR,
    ipAddress VARCHAR, location STRUCT(city VARCHAR, countryOrRegion VARCHAR), userAgent VARCHAR,
    autonomousSystemNumber BIGINT, authenticationDetails STRUCT(authenticationStepDateTime VARCHAR,
      authenticationMethod VARCHAR, authenticationStepResultDetail VARCHAR, succeeded BOOLEAN)[])'}})
"""

PROMPTS = """
create table prompts as
select login, step.authenticationStepDateTime::timestamptz as ts, step.succeeded as succeeded
from (select login, unnest(steps) as step from events
  qualify row_number() over (partition by id order by len(steps) desc) = 1)
where step.authenticationMethod in ('Mobile app notification', 'Text message')
"""

ask(sys.argv[1], [EVENTS, PROMPTS], "not succeeded")
