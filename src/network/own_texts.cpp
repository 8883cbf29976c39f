#include "network/own_texts.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/input_text.h"
#include "network/builtin_texts.h"

namespace meso::network {
namespace {

Result<std::string> read_text(FileSystem& files, const std::string& path) {
  MESO_ASSIGN_OR_RETURN(const InputText text, InputText::open(files, path, std::string(base_name(path))));
  return std::string(text.text());
}

Error first_of(const std::vector<Error>& mistakes, const std::string& manual, const Further& further) {
  for (std::size_t i = 1; further && i < mistakes.size(); ++i) further(mistakes[i]);
  Error first = mistakes.at(0);
  if (first.hint.empty()) first.hint = manual + " is the manual";
  return first;
}

}  // namespace

bool has_voting_rules(FileSystem& files, const std::string& directory) {
  return files.exists(join_path(directory, kVotingFile));
}

Result<std::vector<voice::Rule>> voting_rules(FileSystem& files, const std::string& directory,
                                              const AskedRules& rules, const Further& further) {
  constexpr const char* kManual = "docs/voice.md";
  std::vector<voice::Rule> known;
  const auto add = [&](std::string_view text, const std::string& name) -> Status {
    voice::ParsedRules parsed = voice::parse_rules(text, name);
    if (!parsed.mistakes.empty()) return first_of(parsed.mistakes, kManual, further);
    known.insert(known.end(), parsed.rules.begin(), parsed.rules.end());
    return {};
  };
  std::string path = rules.file;
  if (path.empty() && has_voting_rules(files, directory)) path = join_path(directory, kVotingFile);
  if (!path.empty()) {
    MESO_ASSIGN_OR_RETURN(const std::string text, read_text(files, path));
    MESO_RETURN_IF_ERROR(add(text, std::string(base_name(path))));
  }
  if (path.empty() || !rules.asked.empty()) {
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

Result<std::vector<formation::Record>> own_records(FileSystem& files, const std::string& directory,
                                                   const std::string& file, const Further& further) {
  std::string path = file;
  if (path.empty()) path = join_path(directory, kRecordFile);
  if (file.empty() && !files.exists(path)) return std::vector<formation::Record>{};
  MESO_ASSIGN_OR_RETURN(const std::string text, read_text(files, path));
  formation::ParsedRecords parsed = formation::parse_records(text, std::string(base_name(path)));
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
