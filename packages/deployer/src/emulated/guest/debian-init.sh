#!/bin/sh
# Process 1 of the emulated Debian: mounts, network, sshd. There is no systemd.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mountpoint -q /dev || mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts -o ptmxmode=0666,mode=620 devpts /dev/pts
mount -t tmpfs -o size=64m shm /dev/shm
mount -t tmpfs -o size=32m,mode=755 run /run
mkdir -p /run/sshd /mnt/small
# A full disk, for who wants to try one.
mount -t tmpfs -o size=1m,mode=1777 small /mnt/small
hostname -F /etc/hostname
# The image was made by one user.
chown -R pi:pi /home/pi
ip link set lo up
tries=0
while [ $tries -lt 100 ]; do
  card=$(ls /sys/class/net | grep -vE '^(lo|sit|tunl)' | head -n 1)
  [ -n "$card" ] && break
  sleep 0.2
  tries=$((tries + 1))
done
ip link set "$card" up
ip address add 10.0.2.15/24 dev "$card"
ip route add default via 10.0.2.2
/usr/sbin/sshd -D -e 2> /run/sshd.log &
while :; do
  wait
  sleep 1
done
