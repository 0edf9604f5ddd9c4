"""Duo authentication log, JSON lines, as DuckDB would be asked: the fields that a prompt needs, and
refusals in ten minutes. Usage: duckdb_duo.py FILE

No hash, no provenance, no account of records: a lower bound of what Pushscope does."""

import sys
import time

import duckdb

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

BURSTS = """
select login, max(n) from (select login, count(*) filter (where result <> 'success')
  over (partition by login order by ts range between interval 10 minute preceding and current row)
  as n from events where factor in ('duo_push', 'phone_call', 'verified_duo_push'))
group by login having max(n) >= 5
"""

start = time.time()
db = duckdb.connect()
db.execute("set threads = 2; set preserve_insertion_order = false; set TimeZone = 'UTC'")
db.execute(EVENTS.format(file=sys.argv[1]))
bursts = db.execute(BURSTS).fetchall()
count = db.execute("select count(*) from events").fetchone()[0]
print(f"{count} events, {len(bursts)} users; {time.time() - start:.2f} s")
