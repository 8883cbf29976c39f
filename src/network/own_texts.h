// What networks say of themselves, as text that people write and the journal keeps (text_acts.h):
//
//   rules     how they vote; without them the usual rules stand in (docs/voice.md)
//   record    what no file knows: who is clinical director, which schedule is complete (docs/formation.md)
//
// Every door that answers a question about voting or formation takes them from here, so that the command line
// and the pages cannot differ. Of several mistakes in a text the first is the error; the others go to
// `further`.

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "network/footprint/grouping.h"
#include "network/formation/record.h"
#include "network/model.h"
#include "network/voice/voice.h"

namespace meso::network {

// The texts that count; a name is that of the act which wrote it: "act 12".
struct OwnTexts {
  struct Text {
    std::string text, name;
  };
  std::optional<Text> rules, record;
};
Result<OwnTexts> read_own_texts(FileSystem& files, const std::string& network, const std::string& keys_path);

using Further = std::function<void(const Error&)>;

// Rules that are asked for: each of `asked` is the name of a rule or a rule itself; with none, all that are
// in force on the day. They come from `file`, else from the network's own, else from the usual ones.
struct AskedRules {
  Date day{};
  std::vector<std::string> asked{};
  std::string file{};
};
Result<std::vector<voice::Rule>> voting_rules(FileSystem& files, const OwnTexts& own, const AskedRules& rules,
                                              const Further& further = {});

// `file` "": the network's own, and nothing when it has none.
Result<std::vector<formation::Record>> own_records(FileSystem& files, const OwnTexts& own,
                                                   const std::string& file = {}, const Further& further = {});
const formation::Record* record_of(const std::vector<formation::Record>& records, std::string_view code);

using Lists = std::map<std::string, std::uint64_t, std::less<>>;
// The group's practices with their lists on the day, or with those that are supposed. kNotFound when a list
// is not known, kUsage when one is supposed of a practice that is not here.
Result<std::vector<voice::Voter>> voters_of(const Model& model, const footprint::Group& group, Date day,
                                            const Lists& supposed);

}  // namespace meso::network
