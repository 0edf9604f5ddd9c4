"""Duo authentication log, JSON lines, as DuckDB would be asked: the fields that a prompt needs, and
refusals in ten minutes. Usage: duckdb_duo.py FILE"""

import sys

from asked import ask

EVENTS = """
create table events as
select isotimestamp::timestamptz as ts, txid, "user".name as login, result, reason, factor,
  application.name as app, access_device.ip as ip, access_device.location.country as country,
  access_device.location.city as city, access_device.browser as browser, access_device.os as os,
  auth_device.ip as phone_ip, auth_device.name as phone,
  auth_device.location.country as phone_country, auth_device.location.city as phone_city
from read_json('{file}', format = 'newline_delimited', maximum_object_size = 16777216, columns = {{
  isotimestamp: 'VARCHAR', txid: 'VARCHAR', "user": 'STRUCT(name VARCHAR)', result: 'VARCHAR',
  reason: 'VARCHAR', factor: 'VARCHAR', application: 'STRUCT(name VARCHAR)',
  access_device: 'STRUCT(ip VARCHAR, browser VARCHAR, os VARCHAR,
    location STRUCT(city VARCHAR, country VARCHAR))',
  auth_device: 'STRUCT(ip VARCHAR, name VARCHAR, location STRUCT(city VARCHAR, country VARCHAR))'}})
"""

PROMPTS = """
create view prompts as select * from events
where factor in ('duo_push', 'phone_call', 'verified_duo_push')
"""

ask(sys.argv[1], [EVENTS, PROMPTS], "result <> 'success'")
