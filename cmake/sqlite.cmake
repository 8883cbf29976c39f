# SQLite with encrypted pages: the amalgamation of SQLite3 Multiple Ciphers, as the npm package
# better-sqlite3-multiple-ciphers carries it. Debian's own SQLite cannot encrypt, and two SQLites in one process
# would share their symbols, so this one is a static library whose symbols stay inside what links it.
#
# The package is fetched once into build/third_party, by npm, and its bytes are checked here. Each build folder
# unpacks it for itself: a path below the build folder is a relative one, and ccache then knows the 13 MB of C again
# in every other clone.

set(sqlite_package better-sqlite3-multiple-ciphers)
set(sqlite_version 12.11.1)  # SQLite 3.53.2, SQLite3 Multiple Ciphers 2.3.5
string(CONCAT sqlite_sha512
  a46ef6fb7564522a67998c782f042aa0e5cd1b6089d479660eb96faa0afbc501
  e0b04f9ccf9ac064489a2479d42931da19f1a27e0800fc2d12bfda99954adfa3)

set(third_party ${CMAKE_SOURCE_DIR}/build/third_party)
set(sqlite_tarball ${third_party}/${sqlite_package}-${sqlite_version}.tgz)
set(sqlite_folder ${CMAKE_BINARY_DIR}/sqlite/package/deps/sqlite3)

if(NOT EXISTS ${sqlite_tarball})
  find_program(NPM npm)
  if(NOT NPM)
    message(FATAL_ERROR "npm is needed to fetch ${sqlite_package} ${sqlite_version}: install it, "
                        "or put the package's file at ${sqlite_tarball}")
  endif()
  # Packed beside and renamed: another build that configures at the same time never sees half a file.
  string(RANDOM LENGTH 8 once)
  set(fetched ${third_party}/fetching-${once})
  file(MAKE_DIRECTORY ${fetched})
  message(STATUS "Fetching ${sqlite_package} ${sqlite_version}")
  execute_process(
    COMMAND ${NPM} pack ${sqlite_package}@${sqlite_version} --ignore-scripts --silent --pack-destination ${fetched}
    WORKING_DIRECTORY ${fetched} RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE said)
  if(failed)
    file(REMOVE_RECURSE ${fetched})
    message(FATAL_ERROR "npm could not fetch ${sqlite_package} ${sqlite_version}:\n${said}")
  endif()
  file(RENAME ${fetched}/${sqlite_package}-${sqlite_version}.tgz ${sqlite_tarball})
  file(REMOVE_RECURSE ${fetched})
endif()

if(NOT EXISTS ${sqlite_folder}/sqlite3.h)
  file(SHA512 ${sqlite_tarball} sqlite_has)
  if(NOT sqlite_has STREQUAL sqlite_sha512)
    message(FATAL_ERROR "${sqlite_tarball} is not the file that was chosen: delete it and configure again")
  endif()
  file(ARCHIVE_EXTRACT INPUT ${sqlite_tarball} DESTINATION ${CMAKE_BINARY_DIR}/sqlite
       PATTERNS package/deps/sqlite3/* package/LICENSE)
endif()

add_library(sqlite STATIC ${sqlite_folder}/sqlite3.c)
target_include_directories(sqlite SYSTEM PUBLIC ${sqlite_folder})
target_compile_options(sqlite PRIVATE -w -O2)
set_target_properties(sqlite PROPERTIES C_VISIBILITY_PRESET hidden C_CLANG_TIDY "")
target_compile_definitions(sqlite PRIVATE
  SQLITE_THREADSAFE=2              # one connection is used by one thread at a time: the caller's promise
  SQLITE_DQS=0                     # "x" is a name, never a string
  SQLITE_DEFAULT_MEMSTATUS=0
  SQLITE_DEFAULT_FOREIGN_KEYS=1
  SQLITE_LIKE_DOESNT_MATCH_BLOBS
  SQLITE_OMIT_DEPRECATED
  SQLITE_OMIT_SHARED_CACHE
  SQLITE_OMIT_LOAD_EXTENSION
  SQLITE_ENABLE_DBPAGE_VTAB        # verify reads the file page by page, to name the one that is damaged
  SQLITE_USE_URI=0)
target_link_libraries(sqlite PRIVATE Threads::Threads m)
