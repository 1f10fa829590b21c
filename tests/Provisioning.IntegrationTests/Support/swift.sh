# Starts OpenStack Swift with its S3 face on loopback, says when it answers, and stops it when its input ends.
# PROXY ACCOUNT CONTAINER OBJECT CACHE are free ports.
dir=$(mktemp -d /tmp/provisioning-swift-XXXXXX)
servers=
end() {
  trap - EXIT INT TERM HUP
  # shellcheck disable=SC2086
  [ -z "$servers" ] || kill -KILL $servers 2>/dev/null
  wait
  rm -rf "$dir"
}
trap end EXIT
trap 'exit 1' INT TERM HUP
export HOME="$dir"
cd "$dir" || exit 1
mkdir -p etc dev/d1
user=$(id -un)

cat >etc/swift.conf <<CONF
[swift-hash]
swift_hash_path_suffix = provisioning
swift_hash_path_prefix = tests
[storage-policy:0]
name = gold
default = yes
CONF

server() {
  cat >"etc/$1-server.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $2
user = $user
swift_dir = $dir/etc
devices = $dir/dev
mount_check = false
workers = 0
fallocate_reserve = 0
[pipeline:main]
pipeline = $1-server
[app:$1-server]
use = egg:swift#$1
CONF
}

for part in account:$ACCOUNT container:$CONTAINER object:$OBJECT; do
  server "${part%%:*}" "${part#*:}"
done

# The interpreter that has Swift's modules. One process for the three rings: starting is most of what it costs.
python=$(sed -n '1s/^#! *//p' "$(command -v swift-ring-builder)")
$python - account:"$ACCOUNT" container:"$CONTAINER" object:"$OBJECT" >>log 2>&1 <<PY || { cat log >&2; exit 1; }
import sys
from swift.common.ring import RingBuilder
for part in sys.argv[1:]:
    name, port = part.split(":")
    ring = RingBuilder(4, 1, 1)
    ring.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port), "device": "d1", "weight": 1.0})
    ring.rebalance()
    ring.get_ring().save(f"etc/{name}.ring.gz")
PY

cat >etc/proxy-server.conf <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $PROXY
user = $user
swift_dir = $dir/etc
workers = 0
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth copy slo dlo symlink versioned_writes proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$CACHE
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
min_segment_size = 5242880
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:symlink]
use = egg:swift#symlink
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
CONF

memcached -l 127.0.0.1 -p "$CACHE" -U 0 >>log 2>&1 &
servers="$servers $!"
for name in account container object proxy; do
  "swift-$name-server" "etc/$name-server.conf" >>log 2>&1 </dev/null &
  servers="$servers $!"
done

# shellcheck disable=SC2086
python3 - "$PROXY" $servers 2>>log <<PY || { cat log >&2; exit 1; }
import os, sys, time, urllib.request
for attempt in range(1000):
    try:
        urllib.request.urlopen("http://127.0.0.1:%s/healthcheck" % sys.argv[1], timeout=2).read()
        sys.exit()
    except OSError:
        for server in sys.argv[2:]:
            os.kill(int(server), 0)
        time.sleep(0.05)
sys.exit("it does not answer")
PY
echo "$PROXY"
cat >/dev/null
