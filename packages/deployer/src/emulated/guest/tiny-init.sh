#!/bin/sh
# Process 1 of the tiny emulated board: all of it is in memory.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /dev/pts
mount -t devpts -o ptmxmode=0666,mode=620 devpts /dev/pts
while read -r module; do insmod "/modules/$module" || echo "insmod $module failed"; done < /modules/order
hostname tiny
mount -t tmpfs -o size=2m,mode=1777 tmp /tmp
mkdir -p /keys
cp -r /home/pi/.ssh /keys/
mount -t tmpfs -o size=24m,mode=755 home /home/pi
cp -r /keys/.ssh /home/pi/
chown -R pi:pi /home/pi
chmod 700 /home/pi/.ssh
ip link set lo up
ip link set eth0 up
ip address add 10.0.2.15/24 dev eth0
ip route add default via 10.0.2.2
dropbearconvert openssh dropbear /etc/ssh/ssh_host_ed25519_key /etc/dropbear_key
dropbear -F -E -s -r /etc/dropbear_key -p 22 &
while :; do
  wait
  sleep 1
done
