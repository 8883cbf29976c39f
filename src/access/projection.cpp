// The room's one projection, put together from its parts.

#include <map>
#include <string>

#include "access/account_tables.h"
#include "access/accounts.h"
#include "access/agreement_tables.h"

namespace meso::access {

journal::Projection projection() {
  journal::Projection out;
  out.name = "access";
  out.version = 9;
  out.schema = std::string(account_schema()) + agreement_schema();
  std::map<std::string, Status (*)(const journal::Entry&, sqlite::Db&), std::less<>> changes;
  for (const auto& part : {account_changes(), agreement_changes()}) {
    for (const TableChange& change : part) {
      out.kinds.push_back({change.kind});
      changes.emplace(change.kind, change.apply);
    }
  }
  out.apply = [changes = std::move(changes)](const journal::Entry& entry, sqlite::Db& tables) -> Status {
    const auto found = changes.find(entry.kind);
    return found == changes.end() ? Status() : found->second(entry, tables);
  };
  return out;
}

}  // namespace meso::access
