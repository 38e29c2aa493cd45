#!/usr/bin/python3
"""Logs people in with Debian's python3-ldap (libldap), all on one connection, which changes hands."""

import ldap
import ldap.filter

ldap.set_option(ldap.OPT_X_TLS_CACERTFILE, "/etc/ssl/certs/example-ca.pem")
ldap.set_option(ldap.OPT_REFERRALS, 0)
connection = ldap.initialize("ldaps://vestibule.example.test:636")


def as_service():
    connection.simple_bind_s("svc-python-ldap@ad.example.test", "SERVICE_PASSWORD")


def login(name, password):
    as_service()
    wanted = ldap.filter.filter_format("(sAMAccountName=%s)", [name])
    found = [dn for dn, _ in connection.search_s("DC=ad,DC=example,DC=test", ldap.SCOPE_SUBTREE, wanted, ["cn"]) if dn]
    if len(found) != 1:
        return False
    try:
        connection.simple_bind_s(found[0], password)
    except ldap.INVALID_CREDENTIALS:
        # A refused bind leaves the connection, and the service account can have it again.
        as_service()
        connection.search_s(found[0], ldap.SCOPE_BASE)
        return False
    connection.search_s(found[0], ldap.SCOPE_BASE)
    return True
