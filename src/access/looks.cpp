#include "access/looks.h"

#include <pwd.h>
#include <unistd.h>

#include <fmt/format.h>

#include "journal/journal.h"

namespace meso::access {

std::string local_operator_name() {
  const passwd* entry = getpwuid(getuid());
  return entry != nullptr ? fmt::format("local/{}", entry->pw_name) : fmt::format("local/uid-{}", getuid());
}

Status record_look(FileSystem& files, const std::string& network, const std::string& keys_path,
                   const std::string& command, std::uint64_t patients) {
  MESO_ASSIGN_OR_RETURN(const auto journal, journal::Journal::open(files, network, keys_path, {}));
  const auto looked = journal->look({local_operator_name(), "", command, patients});
  return looked.ok() ? Status() : Status(looked.error());
}

}  // namespace meso::access
