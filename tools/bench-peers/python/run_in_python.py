"""Runs main() of a library that needs Python's symbols: python run_in_python.py LIBRARY [ARGUMENT …]"""

import ctypes
import sys

arguments = [argument.encode() for argument in sys.argv[1:]]
argv = (ctypes.c_char_p * (len(arguments) + 1))(*arguments, None)
sys.exit(ctypes.CDLL(sys.argv[1]).main(len(arguments), argv))
