"""Entra ID sign-ins, CSV, as DuckDB would be asked. Usage: duckdb_entra_csv.py FILE portal|analytics

portal: the portal's download, one row a sign-in. analytics: a Log Analytics query, of each sign-in
the last state, its steps as prompts. Both: refusals in ten minutes."""

import sys

from asked import ask

READ = """read_csv('{file}', header = true, all_varchar = true, quote = '"', escape = '"',
  max_line_size = 16777216)"""

PORTAL = [
    """
create table events as
select "Request ID" as id, "Date (UTC)"::timestamptz as ts, "Username" as login,
  "Sign-in error code" as code, "Status" = 'Success' as succeeded, "Application" as app,
  "IP address" as ip, "Location" as place, "User agent" as agent,
  "Autonomous system  number" as asn, "Multifactor authentication result" as result,
  "Multifactor authentication auth method" as method
from """
    + READ,
    """
create table prompts as select login, ts, succeeded from events
where method in ('Mobile app notification', 'Text message')
""",
]

ANALYTICS = [
    """
create table events as
select "Id" as id, "OriginalRequestId" as attempt,
  strptime("CreatedDateTime [UTC]", '%-m/%-d/%Y, %-I:%M:%S.%g %p') as ts,
  "UserPrincipalName" as login, "ResultType" as code, "AppDisplayName" as app, "IPAddress" as ip,
  "LocationDetails_dynamic"->>'countryOrRegion' as country,
  "LocationDetails_dynamic"->>'city' as city, "UserAgent" as agent,
  "AutonomousSystemNumber" as asn,
  from_json("AuthenticationDetails", '[{{"authenticationStepDateTime": "VARCHAR",
    "authenticationMethod": "VARCHAR", "authenticationStepResultDetail": "VARCHAR",
    "succeeded": "BOOLEAN"}}]') as steps
from """
    + READ,
    """
create table prompts as
select login, step.authenticationStepDateTime::timestamptz as ts, step.succeeded as succeeded
from (select login, unnest(steps) as step from events
  qualify row_number() over (partition by id order by len(steps) desc) = 1)
where step.authenticationMethod in ('Mobile app notification', 'Text message')
""",
]

file, form = sys.argv[1:]
ask(file, {"portal": PORTAL, "analytics": ANALYTICS}[form], "not succeeded")
