# Toolchain file for the device library on a microcontroller:
#   cmake -S . -B build-m4 -DCMAKE_TOOLCHAIN_FILE=cmake/mcu.cmake -DOTAML_MCU=cortex-m4
# OTAML_MCU: cortex-m0plus, cortex-m3, cortex-m4, cortex-m7, cortex-m55, rv32imc
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES OTAML_MCU)

if(OTAML_MCU STREQUAL rv32imc)
  set(prefix riscv64-unknown-elf-)
  set(flags "-march=rv32imc -mabi=ilp32 --specs=picolibc.specs")
else()
  set(prefix arm-none-eabi-)
  set(flags "-mcpu=${OTAML_MCU} -mthumb")
  if(OTAML_MCU STREQUAL cortex-m4)
    string(APPEND flags " -mfloat-abi=hard -mfpu=fpv4-sp-d16")
  elseif(OTAML_MCU STREQUAL cortex-m7)
    string(APPEND flags " -mfloat-abi=hard -mfpu=fpv5-d16")
  elseif(OTAML_MCU STREQUAL cortex-m55)
    string(APPEND flags " -mfloat-abi=hard")
  elseif(NOT OTAML_MCU MATCHES "^cortex-m(0plus|3)$")
    message(FATAL_ERROR "OTAML_MCU: unknown core '${OTAML_MCU}'")
  endif()
endif()
set(CMAKE_C_COMPILER ${prefix}gcc)
set(CMAKE_AR ${prefix}ar)
set(CMAKE_RANLIB ${prefix}ranlib)
# -fbuiltin: freestanding, but a memcpy of four bytes is a load, as in any firmware
set(CMAKE_C_FLAGS_INIT "${flags} -ffreestanding -fbuiltin -ffunction-sections -fdata-sections")
