"""Lets NIST's software (NBIS: mindtct and bozorth3) judge prints and records.

Usage: judge.py FOLDER N. FOLDER holds, for finger 0 to N-1 and impression 0 and 1,
K-I.png (a print of 500 pixels an inch) and K-I.own (the desk's ISO/IEC 19794-2
record of it). Writes K-I.nbis, NIST's minutiae of the same print as such a record,
and prints one JSON object: scores of bozorth3 by kind, each a list of [i, j, score]
of finger i's impression 0 with finger j's impression 1, j at most i.

The package nbis-py reads and writes a record of its own making: no resolution, no
number of views, and only position and count before the minutiae. The two functions
below stand between that and the standard.
"""
import json
import os
import struct
import sys

import nbis

HEAD, VIEW_HEAD, MINUTIA = 24, 4, 6
PER_CENTIMETRE = 197

folder, fingers = sys.argv[1], int(sys.argv[2])
extractor = nbis.new_nbis_extractor(
    nbis.NbisExtractorSettings(
        min_quality=0.0, get_center=False, check_fingerprint=False, compute_nfiq2=False, ppi=500.0
    )
)


def to_package(record):
    """The standard's record as the package reads it."""
    width, height = struct.unpack(">HH", record[14:18])
    count = record[HEAD + 3]
    minutiae = record[HEAD + VIEW_HEAD : HEAD + VIEW_HEAD + MINUTIA * count]
    size = HEAD + 2 + len(minutiae)
    head = b"FMR\0 20\0" + struct.pack(">IHHHHHBB", size, 0, width, height, 0, 0, 0, 0)
    return head + bytes([0, count]) + minutiae


def to_standard(record):
    """The package's record as the standard has it, at most 255 minutiae."""
    width, height = struct.unpack(">HH", record[14:18])
    minutiae = record[HEAD + 2 :][: 255 * MINUTIA]
    count = len(minutiae) // MINUTIA
    size = HEAD + VIEW_HEAD + len(minutiae) + 2
    head = b"FMR\0 20\0" + struct.pack(
        ">IHHHHHBB", size, 0, width, height, PER_CENTIMETRE, PER_CENTIMETRE, 1, 0
    )
    return head + bytes([0, 0, 0, count]) + minutiae + b"\0\0"


def read(finger, impression):
    stem = os.path.join(folder, f"{finger}-{impression}")
    theirs = extractor.extract_minutiae_from_image_file(stem + ".png")
    with open(stem + ".nbis", "wb") as out:
        out.write(to_standard(theirs.to_iso_19794_2_2005()))
    with open(stem + ".own", "rb") as own:
        return {"theirs": theirs, "own": extractor.load_iso_19794_2_2005(to_package(own.read()))}


prints = [[read(finger, impression) for impression in (0, 1)] for finger in range(fingers)]
scores = {"theirs": [], "own": [], "mixed": []}
for i in range(fingers):
    for j in range(i + 1):
        for kind, first, second in (("theirs", "theirs", "theirs"), ("own", "own", "own"), ("mixed", "own", "theirs")):
            scores[kind].append([i, j, prints[i][0][first].compare(prints[j][1][second])])
json.dump(scores, sys.stdout)
