# A room is one folder under src/, one static library meso_<name>, one include directory of its own.
#
# Headers are included as "room/header.h". Each room's library offers a directory that holds nothing but a link to
# its own folder, so a target can include a room's headers only when it links that room: the include that climbs the
# storeys does not compile. Which links are PUBLIC and which PRIVATE is decided in the top CMakeLists.txt.

set(MESO_WARNINGS -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Werror)
# Tests, fuzz targets and benchmarks may convert between integers as they like.
set(MESO_TEST_WARNINGS -Wall -Wextra -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees overlaps in std::string concatenation that are not there (its bug 105651), and uninitialised members
  # of the other alternative of a std::variant (105562). Clang and the sanitizers watch for the real ones.
  set(false_alarms -Wno-restrict -Wno-maybe-uninitialized)
else()
  # The library of GCC 12 calls a function in std::stable_sort that it has itself marked as deprecated.
  set(false_alarms -Wno-deprecated-declarations)
endif()
list(APPEND MESO_WARNINGS ${false_alarms})
list(APPEND MESO_TEST_WARNINGS ${false_alarms})

function(meso_offer_headers name folder)
  set(offered ${CMAKE_BINARY_DIR}/include/${name})
  string(REGEX REPLACE "^src/" "" inside ${folder})
  get_filename_component(parent ${offered}/${inside} DIRECTORY)
  file(MAKE_DIRECTORY ${parent})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${folder} ${offered}/${inside} SYMBOLIC)
  set(offered ${offered} PARENT_SCOPE)
endfunction()

function(meso_room name folder)
  cmake_parse_arguments(ROOM "" "" "PUBLIC;PRIVATE;SOURCES" ${ARGN})
  meso_offer_headers(${name} ${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources AND NOT ROOM_SOURCES)
    add_library(meso_${name} INTERFACE)
    target_include_directories(meso_${name} INTERFACE ${offered})
    target_link_libraries(meso_${name} INTERFACE ${ROOM_PUBLIC})
    return()
  endif()
  add_library(meso_${name} STATIC ${sources} ${ROOM_SOURCES})
  target_include_directories(meso_${name} PUBLIC ${offered})
  target_compile_options(meso_${name} PRIVATE ${MESO_WARNINGS})
  target_link_libraries(meso_${name} PUBLIC ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE})
endfunction()

function(meso_door name folder)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  meso_offer_headers(${name} ${folder})
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${offered})
  target_compile_options(${name} PRIVATE ${MESO_WARNINGS})
  target_link_libraries(${name} PRIVATE ${ARGN})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# Writes the texts of a rulebook folder that one room owns into one source file of that room, so that the program works
# on embedded defaults: meso_embed_rulebook(FOLDER OUTPUT HEADER NAMESPACE FUNCTION EXTENSION...).
function(meso_embed_rulebook folder output header namespace function)
  set(texts "")
  foreach(extension IN LISTS ARGN)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${folder}/*.${extension})
    list(APPEND texts ${found})
  endforeach()
  list(JOIN ARGN "," extensions)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DOUTPUT=${output} -DHEADER=${header} -DNAMESPACE=${namespace}
            -DFUNCTION=${function} -DEXTENSIONS=${extensions} -P ${CMAKE_SOURCE_DIR}/cmake/embed_rulebook.cmake
    DEPENDS ${texts} ${CMAKE_SOURCE_DIR}/cmake/embed_rulebook.cmake
    COMMENT "Embedding the rulebook: ${extensions}")
endfunction()
