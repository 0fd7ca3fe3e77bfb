# Debian's cross compiler for IBM Z, a big-endian machine: apt-get install gcc-s390x-linux-gnu libc6-dev-s390x-cross
# qemu-user-static The library does not run models there; the tests hold that it says so.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(CMAKE_C_COMPILER s390x-linux-gnu-gcc)
# By tradition this target computes floats in double where the C standard lets it; with this it does not.
set(CMAKE_C_FLAGS_INIT -fexcess-precision=fast)

set(CMAKE_CROSSCOMPILING_EMULATOR qemu-s390x-static -L /usr/s390x-linux-gnu)

set(CMAKE_FIND_ROOT_PATH /usr/s390x-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
