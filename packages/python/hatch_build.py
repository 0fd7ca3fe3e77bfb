"""Compiles the shared library into the wheel: for this machine by its own compiler, or for the platform that
BITPLANE_WHEEL names by zig, which has each target's oldest glibc, and the symbols of macOS."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# The wheel's platform → the file of packages/runtime-c/cmake/toolchains.
TOOLCHAINS = {
    "manylinux_2_17_x86_64": "zig-x86_64-linux",
    "manylinux_2_17_aarch64": "zig-aarch64-linux",
    "manylinux_2_17_armv7l": "zig-arm-linux",
    "macosx_11_0_arm64": "zig-aarch64-macos",
    "macosx_11_0_x86_64": "zig-x86_64-macos",
}


class LibraryHook(BuildHookInterface):
    def initialize(self, version, build_data):
        platform = os.environ.get("BITPLANE_WHEEL", "host")
        if platform != "host" and platform not in TOOLCHAINS:
            sys.exit(f"BITPLANE_WHEEL: expected host, {' or '.join(TOOLCHAINS)}, got {platform}")
        build = os.path.join(self.root, "build", platform)
        options = []
        if platform != "host":
            toolchains = os.path.join(self.root, os.pardir, "runtime-c", "cmake", "toolchains")
            options = ["-D", f"CMAKE_TOOLCHAIN_FILE={os.path.join(toolchains, TOOLCHAINS[platform])}.cmake"]
        shutil.rmtree(build, ignore_errors=True)  # CMake rejects one of a clone that was moved.
        subprocess.run(["cmake", "-S", self.root, "-B", build, *options], check=True)
        subprocess.run(["cmake", "--build", build, "--target", "bitplane-shared", "--parallel", "2"], check=True)

        is_macos = sys.platform == "darwin" if platform == "host" else platform.startswith("macosx")
        name = "libbitplane.dylib" if is_macos else "libbitplane.so"
        build_data["force_include"][os.path.join(build, name)] = f"bitplane/{name}"
        build_data["pure_python"] = False
        tag = re.sub(r"[-.]", "_", sysconfig.get_platform()) if platform == "host" else platform
        build_data["tag"] = f"py3-none-{tag}"
