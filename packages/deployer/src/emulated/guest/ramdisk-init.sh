#!/bin/sh
# The first process of an emulated board with a disk: loads the modules in /modules, and hands over to the disk.
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t proc proc /proc
while read -r module; do /bin/busybox insmod "/modules/$module" || echo "insmod $module failed"; done < /modules/order
tries=0
while [ ! -b /dev/vda ] && [ $tries -lt 500 ]; do
  /bin/busybox usleep 20000
  tries=$((tries + 1))
done
/bin/busybox mount -t ext4 -o rw,noatime /dev/vda /root-of-disk
/bin/busybox mount --move /dev /root-of-disk/dev
/bin/busybox umount /proc
exec /bin/busybox switch_root /root-of-disk /usr/sbin/board-init
