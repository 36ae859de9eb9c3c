# Rooms: each folder of core/ and device/ is compiled with only the headers it may see.
#
#   otaml_room(NAME HEADERS otaml/x.h ... SOURCES a.c ... USES room ...)
#
# A room's own public headers are linked into <build>/rooms/NAME/otaml, and that folder is
# what the rooms above it get on their include path, so an arrow that points the wrong way
# does not compile. core/base also shares its private header; no other room does.

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

# The device library: every room declared so far, in one archive with all public headers.
function(otaml_library)
  get_property(rooms GLOBAL PROPERTY OTAML_ROOMS)
  foreach(room ${rooms})
    list(APPEND objects $<TARGET_OBJECTS:room_${room}>)
  endforeach()
  add_library(otaml STATIC ${objects})
  target_include_directories(otaml PUBLIC "${PROJECT_SOURCE_DIR}/include")
  target_link_libraries(otaml PUBLIC mbedtls mbedx509 mbedcrypto)
endfunction()
