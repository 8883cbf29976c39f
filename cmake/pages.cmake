# The pages, built from web/ by Node with what npm fetches (exact versions and checksums in web/package-lock.json), and
# the description of the interface: both are embedded in the program, which is still one file.

find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_program(NPM npm REQUIRED)
find_program(NODE NAMES node nodejs REQUIRED)

function(meso_pages output)
  set(web ${CMAKE_SOURCE_DIR}/web)
  set(embed ${CMAKE_SOURCE_DIR}/tools/embed_pages.py)
  set(description ${CMAKE_SOURCE_DIR}/src/server/openapi.json)
  # Beside the sources, where Node looks for them; fetched again only when the lock file changes.
  set(fetched ${web}/node_modules/.fetched)
  set(built ${CMAKE_BINARY_DIR}/web)
  file(GLOB_RECURSE pages CONFIGURE_DEPENDS ${web}/src/*)
  add_custom_command(
    OUTPUT ${fetched}
    COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --silent
    COMMAND ${CMAKE_COMMAND} -E touch ${fetched}
    DEPENDS ${web}/package.json ${web}/package-lock.json
    WORKING_DIRECTORY ${web}
    COMMENT "Fetching what the pages are built with")
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${NODE} ${web}/build.mjs ${built}
    COMMAND ${Python3_EXECUTABLE} ${embed} ${output} ${built} ${description}
    DEPENDS ${embed} ${description} ${fetched} ${web}/build.mjs ${web}/tsconfig.json ${pages}
    COMMENT "Building the pages")
endfunction()
