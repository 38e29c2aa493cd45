#!/usr/bin/python3
"""Builds the tree of a Samba AD domain controller, with people in it, offline.

    /usr/bin/python3 build_tree.py TREE

TREE must not exist yet. Nothing is started and nothing is listened on: the domain is provisioned and
its database filled through Samba's own modules, so that every constraint of the directory applies.
Run by tests/support/recipe.rs, which keeps the result; whoever changes this file gets a fresh tree.
"""

import logging
import os
import sys

import ldb
from samba.auth import system_session
from samba.dcerpc import security
from samba.dsdb import DS_DOMAIN_FUNCTION_2008_R2
from samba.ndr import ndr_unpack
from samba.param import LoadParm
from samba.provision import provision
from samba.samdb import SamDB

REALM = "AD.EXAMPLE.TEST"
UPN = "@ad.example.test"
PASSWORD = "House-Guest-7"
TICKS_PER_SECOND = 10_000_000
LONG_AGO = "130000000000000000"
SET_PWD_LAST_SET = "local_oid:1.3.6.1.4.1.7165.4.3.20:0"


def empty_tree(tree):
    """Provisions a domain of one controller and opens its database."""
    os.makedirs(os.path.join(tree, "etc"))
    conf = os.path.join(tree, "etc", "smb.conf")
    open(conf, "w").close()
    log = logging.getLogger("provision")
    log.addHandler(logging.StreamHandler(sys.stderr))
    log.setLevel(logging.WARNING)
    provision(
        log, system_session(), smbconf=conf, targetdir=tree, realm=REALM, domain="EXAMPLE",
        hostname="dc1", hostip="127.0.0.10", adminpass="Lab-Administrator-7", serverrole="active directory domain controller",
        dns_backend="NONE", use_rfc2307=True, skip_sysvolacl=True, dom_for_fun_level=DS_DOMAIN_FUNCTION_2008_R2,
    )
    settings = LoadParm()
    settings.load(conf)
    return SamDB(url=os.path.join(tree, "private", "sam.ldb"), session_info=system_session(), lp=settings)


class Domain:
    """The directory being filled."""

    def __init__(self, db):
        self.db = db
        self.base = str(db.domain_dn())

    def below(self, attribute, value, parent):
        """The DN of a child whose name may hold any character."""
        dn = ldb.Dn(self.db, parent)
        dn.add_child(ldb.Dn(self.db, "CN=placeholder"))
        dn.set_component(0, attribute, value)
        return str(dn)

    def unit(self, name, parent=None):
        dn = self.below("OU", name, parent or self.base)
        self.db.add({"dn": dn, "objectClass": "organizationalUnit"})
        return dn

    def person(self, parent, cn, sam, upn=None, password=PASSWORD, **more):
        dn = self.below("CN", cn, parent)
        entry = {
            "dn": dn, "objectClass": "user", "sAMAccountName": sam, "displayName": cn,
            "userAccountControl": "512", "unicodePwd": f'"{password}"'.encode("utf-16-le"),
        }
        if upn:
            entry["userPrincipalName"] = upn
        entry.update(more)
        self.db.add(entry)
        return dn

    def group(self, parent, name, members=()):
        dn = self.below("CN", name, parent)
        entry = {"dn": dn, "objectClass": "group", "sAMAccountName": name}
        if members:
            entry["member"] = list(members)
        self.db.add(entry)
        return dn

    def change(self, dn, how=ldb.FLAG_MOD_REPLACE, controls=(), **values):
        message = ldb.Message(ldb.Dn(self.db, dn))
        for name, value in values.items():
            message[name] = ldb.MessageElement(value, how, name)
        self.db.modify(message, controls=list(controls))

    def relative_id(self, dn):
        found = self.db.search(dn, ldb.SCOPE_BASE, attrs=["objectSid"])
        return ndr_unpack(security.dom_sid, found[0]["objectSid"][0]).split()[1]


def set_policy(domain):
    """Five wrong passwords lock for half an hour; passwords neither expire nor must be complex."""
    half_an_hour = str(-30 * 60 * TICKS_PER_SECOND)
    domain.change(
        domain.base, maxPwdAge="0", minPwdAge="0", minPwdLength="7", pwdProperties="0",
        lockoutThreshold="5", lockoutDuration=half_an_hour, lockOutObservationWindow=half_an_hour,
    )
    domain.change("CN=Partitions,CN=Configuration," + domain.base, uPNSuffixes=["example.com", "branch.example.net"])


def add_names(domain, people, branch):
    """One person for every way in which a name can be awkward."""
    domain.person(people, "Ada Plain", "ada", "ada" + UPN, mail="ada.plain@example.com")
    domain.person(branch, "ada", "not-ada", "not-ada" + UPN)
    domain.person(people, "Groß, Jürgen", "jgross", "jürgen.groß" + UPN)
    domain.person(branch, '#1 "Quote" <x>+y; a=b\\c, d', "specials", "specials" + UPN)
    domain.person(people, "Night Shift", "night shift", "night.shift" + UPN)
    domain.person(people, "Carla Suffix", "carla", "carla.diaz@branch.example.net", mail="c.diaz@example.com")
    domain.person(people, "Nemo Noupn", "nemo")
    domain.person(people, "Gerd Ghost", "gerd", "another-name" + UPN)
    domain.person(people, "Tilda Twin", "twin-one", "twin-one" + UPN, mail="twin@example.com")
    domain.person(branch, "Tilda Twin", "twin-two", "twin-two" + UPN, mail="twin@example.com")


def add_groups(domain, people, groups):
    """Nesting of three levels, a ring, membership by primary group alone, the exempt and the protected."""
    inner = domain.group(groups, "Nest L1", [domain.person(people, "Nils Nested", "nils", "nils" + UPN)])
    middle = domain.group(groups, "Nest L2", [inner])
    domain.group(groups, "Nest L3", [middle])
    ring = domain.group(groups, "Ring A", [domain.person(people, "Rita Ring", "rita", "rita" + UPN)])
    domain.change(ring, how=ldb.FLAG_MOD_ADD, member=domain.group(groups, "Ring B", [ring]))
    contractors = domain.group(groups, "Contractors")
    night = domain.group(groups, "Kiosk Night")
    floor = domain.group(groups, "Kiosk Floor", [night])
    domain.group(groups, "Kiosk", [floor, contractors])
    chief = domain.person(people, "Ivo Admin", "ivo", "ivo" + UPN)
    domain.change("CN=Domain Admins,CN=Users," + domain.base, how=ldb.FLAG_MOD_ADD, member=chief)
    only_primary = domain.person(people, "Petra Primary", "petra", "petra" + UPN)
    domain.change(contractors, how=ldb.FLAG_MOD_ADD, member=only_primary)
    domain.change(only_primary, primaryGroupID=str(domain.relative_id(contractors)))


def add_expired_password(domain, people):
    """A password that has run out: its age limit comes from a policy for this person alone, since Samba
    takes a limit below a day for none, and the day of its setting is moved back past every check."""
    person = domain.person(people, "Otto Outdated", "otto", "otto" + UPN)
    two_days, none = str(-2 * 86400 * TICKS_PER_SECOND), "0"
    domain.db.add({
        "dn": "CN=Runs Out,CN=Password Settings Container,CN=System," + domain.base,
        "objectClass": "msDS-PasswordSettings", "msDS-PSOAppliesTo": person,
        "msDS-PasswordSettingsPrecedence": "5", "msDS-MaximumPasswordAge": two_days,
        "msDS-MinimumPasswordAge": none, "msDS-MinimumPasswordLength": "7", "msDS-PasswordHistoryLength": none,
        "msDS-PasswordComplexityEnabled": "FALSE", "msDS-PasswordReversibleEncryptionEnabled": "FALSE",
        "msDS-LockoutThreshold": "5", "msDS-LockoutDuration": str(-1800 * TICKS_PER_SECOND),
        "msDS-LockoutObservationWindow": str(-1800 * TICKS_PER_SECOND),
    })
    domain.change(person, controls=[SET_PWD_LAST_SET], pwdLastSet=LONG_AGO)


def add_service_accounts(domain):
    unit = domain.unit("Service Accounts")
    domain.person(unit, "Vestibule", "svc-vestibule", "svc-vestibule" + UPN, password="Keeper-Of-The-Door-7")
    domain.person(unit, "Webmail", "svc-webmail", "svc-webmail" + UPN, password="Reader-Of-Letters-7")
    domain.person(unit, "Webmail Backup", "svc-webmail2", "svc-webmail2" + UPN, password="Reader-Of-Letters-7")


def main(tree):
    db = empty_tree(tree)
    domain = Domain(db)
    db.transaction_start()
    set_policy(domain)
    people = domain.unit("People")
    branch = domain.unit("Köln, Rhein", people)
    groups = domain.unit("Groups")
    add_names(domain, people, branch)
    add_groups(domain, people, groups)
    add_expired_password(domain, people)
    add_service_accounts(domain)
    db.transaction_commit()


if __name__ == "__main__":
    main(sys.argv[1])
