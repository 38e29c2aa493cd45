#!/usr/bin/perl
# Logs somebody in with Net::LDAP, an LDAP library that shares nothing with libldap: search, bind, unbind.
use strict;
use warnings;
use JSON::PP;
use Net::LDAP;
use Net::LDAP::Util qw(escape_filter_value);

my $ask = decode_json(do { local $/; <STDIN> });
my $ldap = Net::LDAP->new($ask->{url}, verify => 'require', cafile => $ask->{authority}) or die "no connection: $@\n";
my $bound = $ldap->bind($ask->{service}, password => $ask->{service_password});
die "service account: ", $bound->error, "\n" if $bound->code;
my $filter = '(sAMAccountName=' . escape_filter_value($ask->{name}) . ')';
my @found = $ldap->search(base => $ask->{base}, filter => $filter, attrs => ['cn'])->entries;
die "nobody\n" unless @found == 1;
my $login = $ldap->bind($found[0]->dn, password => $ask->{password});
die "refused: ", $login->error, "\n" if $login->code;
$ldap->unbind;
print "in\n";
