# Rooms: each folder of core/ and device/ is compiled with only the headers it may see.
#
#   otaml_room(NAME HEADERS otaml/x.h ... SOURCES a.c ... USES room ...)
#
# A room's own public headers are linked into <build>/rooms/NAME/otaml, and that folder is
# what the rooms above it get on their include path, so an arrow that points the wrong way
# does not compile. core/base also shares its private header; no other room does.

if(CMAKE_CROSSCOMPILING)
  # The host's mbedTLS headers with a microcontroller's configuration. Only they are linked in:
  # the rest of the host's headers must stay out of sight.
  set(OTAML_MBEDTLS_INCLUDE /usr/include CACHE PATH "Folder that holds mbedtls/")
  set(OTAML_MBEDTLS_CONFIG ${PROJECT_SOURCE_DIR}/ports/template/otaml_mbedtls_config.h
    CACHE FILEPATH "mbedTLS configuration header")
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/mbedtls-include)
  foreach(folder mbedtls psa)
    file(CREATE_LINK ${OTAML_MBEDTLS_INCLUDE}/${folder}
      ${PROJECT_BINARY_DIR}/mbedtls-include/${folder} SYMBOLIC)
  endforeach()
  add_compile_options(-isystem ${PROJECT_BINARY_DIR}/mbedtls-include -Wstack-usage=512)
  add_compile_definitions(MBEDTLS_CONFIG_FILE="${OTAML_MBEDTLS_CONFIG}")
endif()

function(otaml_room name)
  cmake_parse_arguments(R "" "" "HEADERS;SOURCES;USES" ${ARGN})
  set(seen "${PROJECT_BINARY_DIR}/rooms/${name}")
  file(REMOVE_RECURSE "${seen}")
  file(MAKE_DIRECTORY "${seen}/otaml")
  foreach(header ${R_HEADERS})
    file(CREATE_LINK "${PROJECT_SOURCE_DIR}/include/${header}" "${seen}/${header}" SYMBOLIC)
  endforeach()
  add_library(room_${name} OBJECT ${R_SOURCES})
  target_include_directories(room_${name} PUBLIC "${seen}")
  foreach(used ${R_USES})
    target_link_libraries(room_${name} PUBLIC room_${used})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY OTAML_ROOMS ${name})
endfunction()

# The device library: every room declared so far, in one archive with all public headers. On the
# host with mbedTLS as archives: cli/heap_meter.c counts what a simulated board takes, and sees only
# calls that are linked here.
function(otaml_library)
  set(mbedtls mbedtls mbedx509 mbedcrypto)
  if(NOT CMAKE_CROSSCOMPILING)
    find_library(MBEDCRYPTO_ARCHIVE libmbedcrypto.a REQUIRED)
    find_library(MBEDX509_ARCHIVE libmbedx509.a REQUIRED)
    find_library(MBEDTLS_ARCHIVE libmbedtls.a REQUIRED)
    set(mbedtls ${MBEDTLS_ARCHIVE} ${MBEDX509_ARCHIVE} ${MBEDCRYPTO_ARCHIVE})
  endif()
  get_property(rooms GLOBAL PROPERTY OTAML_ROOMS)
  foreach(room ${rooms})
    list(APPEND objects $<TARGET_OBJECTS:room_${room}>)
  endforeach()
  add_library(otaml STATIC ${objects})
  target_include_directories(otaml PUBLIC "${PROJECT_SOURCE_DIR}/include")
  target_link_libraries(otaml PUBLIC ${mbedtls})
endfunction()
