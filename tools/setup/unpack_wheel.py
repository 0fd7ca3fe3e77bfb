"""Unpacks what the folder PACKAGE of a wheel holds, or only what starts with one of the PREFIXes there, into FOLDER.

python3 unpack_wheel.py WHEEL PACKAGE FOLDER [PREFIX ...]

Unlike `python3 -m zipfile -e` it keeps the permissions, and it leaves out what is not asked for.
"""

import os
import sys
import zipfile

wheel, package, folder, *prefixes = sys.argv[1:]
prefixes = prefixes or [""]
with zipfile.ZipFile(wheel) as archive:
    for member in archive.infolist():
        name = member.filename[len(package) + 1 :]
        if member.is_dir() or not member.filename.startswith(package + "/") or not name.startswith(tuple(prefixes)):
            continue
        member.filename = name
        path = archive.extract(member, folder)
        mode = member.external_attr >> 16
        if mode:
            os.chmod(path, mode & 0o777)
