// The JSON object in an entry's body, read member by member. A member that is missing or of another type is
// an error, because apply() must not guess.

#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "journal/journal.h"

namespace meso::access {

class EntryBody {
 public:
  static Result<EntryBody> read(const journal::Entry& entry) {
    EntryBody body;
    body.object_ = nlohmann::json::parse(entry.body.value_or(""), nullptr, false);
    body.kind_ = entry.kind;
    if (!body.object_.is_object()) return body.wrong("its body");
    return body;
  }
  // For a member that entries of an earlier program do not have.
  bool has(const char* member) const { return object_.contains(member); }
  Result<std::string> text(const char* member) const {
    const auto found = object_.find(member);
    if (found == object_.end() || !found->is_string()) return wrong(member);
    return found->get<std::string>();
  }
  Result<std::int64_t> number(const char* member) const {
    const auto found = object_.find(member);
    if (found == object_.end() || !found->is_number_integer()) return wrong(member);
    return found->get<std::int64_t>();
  }

 private:
  Error wrong(const char* member) const {
    return {ErrorKind::kBadInput, "an entry " + kind_ + " does not read: " + member, {}, ""};
  }
  nlohmann::json object_;
  std::string kind_;
};

// "person/p0123" -> "p0123"
inline std::string subject_id(const std::string& subject) {
  return subject.substr(subject.find('/') + 1);
}

}  // namespace meso::access
