#!/bin/sh
# Makes certificates, passwords and ACLs for compose.yaml in deploy/secrets, good for a try on one machine. Needs openssl.
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/secrets}
days=${DAYS:-30}
mkdir -p "$out"
cd "$out"
password=$(openssl rand -hex 24)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days "$days" -subj "/CN=scanworker test CA" -keyout ca.key -out ca.pem 2>/dev/null
for name in kafka redis; do
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$name" -keyout $name.key -out $name.csr 2>/dev/null
  printf 'subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1\n' "$name" > $name.ext
  openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days "$days" -extfile $name.ext -out $name.crt 2>/dev/null
  cat $name.key $name.crt ca.pem > $name.pem
  rm $name.csr $name.ext
done
hash=$(printf %s "$password" | openssl dgst -sha256 | sed 's/.* //')
sed "s/#0\{64\}/#$hash/" "$here/redis/users.acl" | grep -v '^#' > users.acl
cat > scanworker.env <<EOF
SCANWORKER__Kafka__Client__sasl.password=$password
SCANWORKER__Redis__ConnectionString=redis:6380,ssl=true,user=scanworker,password=$password
EOF
echo "SCANWORKER__Redis__ConnectionString=redis:6380,ssl=true,user=custodian,password=$password" > custodian.env
echo "PASSWORD=$password" > kafka-setup.env
# Mounted as they are into containers of other users. Nobody but you gets through the folder.
chmod 700 .
chmod 644 ca.pem kafka.pem redis.pem users.acl
echo "$out holds certificates for $days days. The custodian's key: scanworker sets keygen $out"
