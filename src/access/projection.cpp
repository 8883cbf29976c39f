// The room's one projection, put together from its parts.

#include <map>
#include <string>

#include "access/account_tables.h"
#include "access/accounts.h"

namespace meso::access {

journal::Projection projection() {
  journal::Projection out;
  out.name = "access";
  out.version = 1;
  out.schema = account_schema();
  std::map<std::string, Status (*)(const journal::Entry&, sqlite::Db&), std::less<>> changes;
  for (const TableChange& change : account_changes()) {
    out.kinds.push_back({change.kind});
    changes.emplace(change.kind, change.apply);
  }
  out.apply = [changes = std::move(changes)](const journal::Entry& entry, sqlite::Db& tables) -> Status {
    const auto found = changes.find(entry.kind);
    return found == changes.end() ? Status() : found->second(entry, tables);
  };
  return out;
}

}  // namespace meso::access
