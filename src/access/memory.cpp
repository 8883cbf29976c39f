#include "access/memory.h"

#include <unordered_set>

#include "access/looks.h"

namespace meso::access {

using journal::Entry;

Result<Memory> Memory::local_operator(FileSystem& files, const std::string& network,
                                      const std::string& keys_path,
                                      std::vector<journal::Projection> projections) {
  Memory memory;
  memory.author_ = local_operator_name();
  MESO_ASSIGN_OR_RETURN(memory.journal_,
                        journal::Journal::open(files, network, keys_path, std::move(projections),
                                               journal::Journal::Mode::kExisting));
  return memory;
}

std::string Memory::local_author() {
  return local_operator_name();
}

std::string Memory::heading() const {
  return "Seen by the local operator (" + author_ + "): every entry.";
}

Status Memory::show(journal::Chain chain, const journal::Filter& filter, Bodies bodies,
                    const std::string& command, const std::function<Status(const Entry&)>& each) {
  std::optional<journal::Looked> looked;
  if (bodies == Bodies::kWithPeople) {
    std::unordered_set<std::string> people;
    MESO_RETURN_IF_ERROR(journal_->entries(chain, filter, [&](const Entry& entry) -> Status {
      if (entry.purpose != journal::kBusiness && !entry.erased) people.insert(entry.subject);
      return {};
    }));
    if (!people.empty()) {
      MESO_ASSIGN_OR_RETURN(looked, journal_->look({author_, filter.place, command, people.size()}));
    }
  }
  return journal_->entries(chain, filter, [&](const Entry& entry) -> Status {
    const bool is_about_people = entry.purpose != journal::kBusiness;
    // What came after the count was not counted: it stays closed.
    const bool opens = !entry.erased && bodies != Bodies::kNone && (!is_about_people || looked);
    if (!opens) return each(entry);
    Entry opened = entry;
    MESO_ASSIGN_OR_RETURN(opened.body, journal_->body(entry, looked));
    return each(opened);
  });
}

}  // namespace meso::access
