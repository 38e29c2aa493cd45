#!/usr/bin/python3
"""Logs somebody in with Debian's python3-ldap (libldap): all on one connection, which changes hands."""

import json
import sys

import ldap
import ldap.filter

ask = json.load(sys.stdin)
ldap.set_option(ldap.OPT_X_TLS_CACERTFILE, ask["authority"])
ldap.set_option(ldap.OPT_REFERRALS, 0)
connection = ldap.initialize(ask["url"])
connection.simple_bind_s(ask["service"], ask["service_password"])
wanted = ldap.filter.filter_format("(sAMAccountName=%s)", [ask["name"]])
found = [dn for dn, _ in connection.search_s(ask["base"], ldap.SCOPE_SUBTREE, wanted, ["cn"]) if dn]
if len(found) != 1:
    sys.exit("nobody")
try:
    connection.simple_bind_s(found[0], ask["password"])
except ldap.INVALID_CREDENTIALS:
    # A refused bind leaves the connection, and the service account can have it again.
    connection.simple_bind_s(ask["service"], ask["service_password"])
    connection.search_s(found[0], ldap.SCOPE_BASE)
    sys.exit("refused")
connection.search_s(found[0], ldap.SCOPE_BASE)
connection.simple_bind_s(ask["service"], ask["service_password"])
print("in")
