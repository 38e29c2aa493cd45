#!/usr/bin/python3
"""Logs somebody in with Debian's python3-ldap3: service account and person on connections of their own.

What the library reads of the server and its schema after every bind is left switched on.
"""

import json
import ssl
import sys

import ldap3
from ldap3.core.exceptions import LDAPException
from ldap3.utils.conv import escape_filter_chars

ask = json.load(sys.stdin)
tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=ask["authority"])
server = ldap3.Server(ask["url"], tls=tls, get_info=ldap3.ALL)
service = ldap3.Connection(server, ask["service"], ask["service_password"], auto_bind=True)
service.search(ask["base"], "(sAMAccountName=%s)" % escape_filter_chars(ask["name"]))
found = [entry["dn"] for entry in service.response if entry["type"] == "searchResEntry"]
if len(found) != 1:
    sys.exit("nobody")
person = ldap3.Connection(server, found[0], ask["password"])
if not person.bind():
    sys.exit("refused: %s" % person.result["description"])
# The same connection, as somebody else and as the person no more.
if not person.rebind(ask["service"], ask["service_password"]):
    sys.exit("no way back to the service account")
print("in")
