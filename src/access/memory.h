// The journal as a door sees it: through whoever asks. One maker now, `local_operator`, as for the Lens: who
// can read the network's directory and keys on this machine sees every entry. Bodies about people open only
// when they are asked for, and then a look is written first, with the number of those they are about.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "journal/journal.h"

namespace meso::access {

enum class Bodies : std::uint8_t {
  kNone,        // frames only
  kBusiness,    // and what is about nobody
  kWithPeople,  // and what is about people: a look is written
};

class Memory {
 public:
  // kNotFound when the network has no journal yet; else as Journal::open.
  static Result<Memory> local_operator(FileSystem& files, const std::string& network,
                                       const std::string& keys_path,
                                       std::vector<journal::Projection> projections);

  // "Seen by the local operator (local/anna): every entry."
  std::string heading() const;
  // Who acts and looks: "local/anna".
  const std::string& author() const { return author_; }
  // The same for who acts before there is a journal.
  static std::string local_author();
  journal::Journal& journal() { return *journal_; }

  // Entries in order, with the bodies that were asked for; `command` is what the look is written as.
  Status show(journal::Chain chain, const journal::Filter& filter, Bodies bodies, const std::string& command,
              const std::function<Status(const journal::Entry&)>& each);

 private:
  std::string author_;
  std::unique_ptr<journal::Journal> journal_;
};

}  // namespace meso::access
