"""Unpacks wheels into one folder: packages as pip places them, and what belongs beside them (NAME.data/data) as well, which
pip leaves out with --target where it is in lib/. Files that a wheel has several times become links.

python3 unpack_wheels.py WHEELS FOLDER"""

import os
import re
import sys
import zipfile

OWN_FOLDER = re.compile(r"^[^/]+\.data/(data|purelib|platlib)/")


def main(wheels, folder):
    for name in sorted(os.listdir(wheels)):
        with zipfile.ZipFile(os.path.join(wheels, name)) as archive:
            unpack(archive, folder)


def unpack(archive, folder):
    places = {}
    for member in archive.infolist():
        if member.is_dir():
            continue
        content = (member.CRC, member.file_size)
        member.filename = OWN_FOLDER.sub("", member.filename)
        place = os.path.join(folder, member.filename)
        if content in places and not os.path.exists(place):
            os.makedirs(os.path.dirname(place), exist_ok=True)
            os.link(places[content], place)
        else:
            places[content] = archive.extract(member, folder)


main(*sys.argv[1:])
