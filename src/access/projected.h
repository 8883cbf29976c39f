// One kind of entry and what it does to the tables. Each part of the room gives a list of these.

#pragma once

#include "base/result.h"
#include "base/sqlite/sqlite.h"
#include "journal/journal.h"

namespace meso::access {

struct TableChange {
  const char* kind;
  Status (*apply)(const journal::Entry& entry, sqlite::Db& tables);
};

}  // namespace meso::access
