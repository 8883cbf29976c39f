#include "network/own_texts.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/input_text.h"
#include "network/builtin_texts.h"
#include "network/text_acts.h"

namespace meso::network {
namespace {

// The text of the file that was given, else the network's own.
Result<std::optional<OwnTexts::Text>> given_or_own(FileSystem& files, const std::string& file,
                                                   const std::optional<OwnTexts::Text>& own) {
  if (file.empty()) return own;
  const std::string name(base_name(file));
  MESO_ASSIGN_OR_RETURN(const InputText text, InputText::open(files, file, name));
  return std::optional(OwnTexts::Text{std::string(text.text()), name});
}

Error first_of(const std::vector<Error>& mistakes, const std::string& manual, const Further& further) {
  for (std::size_t i = 1; further && i < mistakes.size(); ++i) further(mistakes[i]);
  Error first = mistakes.at(0);
  if (first.hint.empty()) first.hint = manual + " is the manual";
  return first;
}

}  // namespace

Result<OwnTexts> read_own_texts(FileSystem& files, const std::string& network, const std::string& keys_path) {
  OwnTexts out;
  for (const OwnText which : {OwnText::kRecord, OwnText::kRules}) {
    MESO_ASSIGN_OR_RETURN(const OwnTextStory story, read_own_text(files, network, keys_path, which));
    if (story.now() == nullptr) continue;
    (which == OwnText::kRecord ? out.record : out.rules) =
        OwnTexts::Text{*story.now()->text, fmt::format("act {}", story.now()->act)};
  }
  return out;
}

Result<std::vector<voice::Rule>> voting_rules(FileSystem& files, const OwnTexts& own, const AskedRules& rules,
                                              const Further& further) {
  constexpr const char* kManual = "docs/voice.md";
  std::vector<voice::Rule> known;
  const auto add = [&](std::string_view text, const std::string& name) -> Status {
    voice::ParsedRules parsed = voice::parse_rules(text, name);
    if (!parsed.mistakes.empty()) return first_of(parsed.mistakes, kManual, further);
    known.insert(known.end(), parsed.rules.begin(), parsed.rules.end());
    return {};
  };
  MESO_ASSIGN_OR_RETURN(const auto written, given_or_own(files, rules.file, own.rules));
  if (written) MESO_RETURN_IF_ERROR(add(written->text, written->name));
  if (!written || !rules.asked.empty()) {
    for (const BuiltinText& text : builtin_texts()) {
      if (text.path.ends_with(".voice")) MESO_RETURN_IF_ERROR(add(text.text, std::string(text.path)));
    }
  }
  const std::vector<voice::Rule> now = voice::in_force(known, rules.day);
  if (rules.asked.empty()) {
    if (!now.empty()) return now;
    return Error{ErrorKind::kNotFound,
                 fmt::format("no rule is in force on {}", format_date(rules.day)),
                 {},
                 "give one, as 'carried by more than half of practices'"};
  }
  std::vector<voice::Rule> out;
  for (const std::string& one : rules.asked) {
    const auto named = std::ranges::find(now, one, &voice::Rule::name);
    if (named != now.end()) {
      out.push_back(*named);
      continue;
    }
    voice::ParsedRules parsed = voice::parse_rules(one, "the rule");
    if (!parsed.mistakes.empty() && one.find(' ') == std::string::npos) {
      std::string names;
      for (const voice::Rule& rule : now) names += (names.empty() ? "" : ", ") + rule.name;
      return Error{ErrorKind::kUsage, fmt::format("there is no voting rule {}", one), {}, "known: " + names};
    }
    if (!parsed.mistakes.empty()) return first_of(parsed.mistakes, kManual, further);
    out.insert(out.end(), parsed.rules.begin(), parsed.rules.end());
  }
  return out;
}

Result<std::vector<formation::Record>> own_records(FileSystem& files, const OwnTexts& own,
                                                   const std::string& file, const Further& further) {
  MESO_ASSIGN_OR_RETURN(const auto written, given_or_own(files, file, own.record));
  if (!written) return std::vector<formation::Record>{};
  formation::ParsedRecords parsed = formation::parse_records(written->text, written->name);
  if (!parsed.mistakes.empty()) return first_of(parsed.mistakes, "docs/formation.md", further);
  return std::move(parsed.records);
}

const formation::Record* record_of(const std::vector<formation::Record>& records, std::string_view code) {
  const auto found = std::ranges::find(records, code, &formation::Record::network);
  return found == records.end() ? nullptr : &*found;
}

Result<std::vector<voice::Voter>> voters_of(const Model& model, const footprint::Group& group, Date day,
                                            const Lists& supposed) {
  std::vector<voice::Voter> voters;
  for (const OrganisationId practice : group.practices) {
    const std::string& code = model.organisations[practice].code;
    const auto given = supposed.find(code);
    const auto known = model.list_size(practice, day);
    if (given == supposed.end() && !known) {
      return Error{ErrorKind::kNotFound,
                   fmt::format("no list size of {} is known", code),
                   {},
                   fmt::format("import a file of lists, or suppose one: {}=12345", code)};
    }
    voters.push_back({code, given != supposed.end() ? given->second : known->patients});
  }
  for (const auto& [code, patients] : supposed) {
    if (std::ranges::find(voters, code, &voice::Voter::code) == voters.end()) {
      return Error{ErrorKind::kUsage,
                   fmt::format("{} is no practice of {}", code, group.code),
                   {},
                   "supposed lists are of its own practices"};
    }
  }
  return voters;
}

}  // namespace meso::network
