# Cortex-M4 with its floating-point unit and no operating system, by Debian's compiler and newlib:
# apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm
set(CMAKE_SYSTEM_NAME Generic)
set(BITPLANE_BARE_METAL TRUE)
set(CMAKE_SYSTEM_PROCESSOR cortex-m4)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
# Whether a compiler works cannot be seen by linking a program: that takes a linker script.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_FLAGS_INIT "-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -ffunction-sections -fdata-sections")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostartfiles -Wl,--gc-sections")

# Arm's MPS2 board with a Cortex-M4 (application note 386).
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-system-arm -M mps2-an386 -nographic -semihosting-config enable=on,target=native -kernel)
