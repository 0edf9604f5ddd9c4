"""Entra ID sign-in log, Azure Monitor lines, as DuckDB would be asked: the last state of each
attempt, its steps as prompts, refusals in ten minutes. Usage: duckdb_entra.py FILE

No hash, no provenance, no account of records: a lower bound of what Pushscope does."""

import sys
import time

import duckdb

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

BURSTS = """
select login, max(n) from (select login, count(*) filter (where not succeeded)
  over (partition by login order by ts range between interval 10 minute preceding and current row)
  as n from prompts) group by login having max(n) >= 5
"""

start = time.time()
db = duckdb.connect()
db.execute("set threads = 2; set preserve_insertion_order = false; set TimeZone = 'UTC'")
db.execute(EVENTS.format(file=sys.argv[1]))
db.execute(PROMPTS)
bursts = db.execute(BURSTS).fetchall()
counts = [db.execute(f"select count(*) from {it}").fetchone()[0] for it in ("events", "prompts")]
print(f"{counts[0]} events, {counts[1]} prompts, {len(bursts)} users; {time.time() - start:.2f} s")
