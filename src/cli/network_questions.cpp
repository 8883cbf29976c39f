#include "cli/network_questions.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/input_text.h"
#include "cli/network.h"
#include "network/builtin_texts.h"
#include "network/portrait.h"
#include "network/store.h"

namespace meso::cli {

Result<Standing> open_standing(const StandingArguments& arguments, unsigned parts) {
  MESO_ASSIGN_OR_RETURN(const Date asked, day_or_newest(arguments.on));
  Standing standing;
  MESO_ASSIGN_OR_RETURN(standing.model, network::open_network(real_files(), arguments.directory,
                                                              keys_or_default(arguments.keys), parts));
  standing.day = asked == kUnknownDate ? standing.model.newest_day() : asked;
  standing.grouping = network::footprint::grouping_on(standing.model, standing.day);
  return standing;
}

Result<std::uint32_t> wanted_group(const Standing& standing, const std::string& wanted) {
  const std::uint32_t by_code = standing.grouping.find(wanted);
  if (by_code != network::footprint::kNoGroup) return by_code;
  MESO_ASSIGN_OR_RETURN(const network::OrganisationId id,
                        network::find_by_name(standing.model, network::OrganisationKind::kNetwork, wanted));
  for (std::uint32_t i = 0; i < standing.grouping.groups.size(); ++i) {
    if (standing.grouping.groups[i].network == id) return i;
  }
  return Error{ErrorKind::kNotFound,
               fmt::format("{} has no member practice on {}", standing.model.organisations[id].code,
                           format_date(standing.day)),
               {},
               "ask for another day: --day"};
}

Result<std::string> read_text(const std::string& path) {
  MESO_ASSIGN_OR_RETURN(const InputText text,
                        InputText::open(real_files(), path, std::string(base_name(path))));
  return std::string(text.text());
}

Error told(const std::vector<Error>& mistakes, const std::string& manual) {
  for (std::size_t i = 1; i < mistakes.size(); ++i) fmt::print(stderr, "{}\n", mistakes[i].text());
  Error first = mistakes.at(0);
  if (first.hint.empty()) first.hint = manual + " is the manual";
  return first;
}

bool uses_usual_rules(const StandingArguments& arguments, const std::string& file) {
  return file.empty() && !real_files().exists(join_path(arguments.directory, "voting.voice"));
}

Result<std::vector<network::voice::Rule>> rules_for(const StandingArguments& arguments,
                                                    const std::string& file,
                                                    const std::vector<std::string>& asked, Date day) {
  namespace voice = network::voice;
  const std::string own = join_path(arguments.directory, "voting.voice");
  std::vector<voice::Rule> known;
  const auto add = [&](std::string_view text, const std::string& name) -> Status {
    voice::ParsedRules parsed = voice::parse_rules(text, name);
    if (!parsed.mistakes.empty()) return told(parsed.mistakes, "docs/voice.md");
    known.insert(known.end(), parsed.rules.begin(), parsed.rules.end());
    return {};
  };
  const std::string path = !file.empty() ? file : real_files().exists(own) ? own : "";
  if (!path.empty()) {
    MESO_ASSIGN_OR_RETURN(const std::string text, read_text(path));
    MESO_RETURN_IF_ERROR(add(text, std::string(base_name(path))));
  }
  if (path.empty() || !asked.empty()) {
    for (const network::BuiltinText& text : network::builtin_texts()) {
      if (text.path.ends_with(".voice")) MESO_RETURN_IF_ERROR(add(text.text, std::string(text.path)));
    }
  }
  const std::vector<voice::Rule> now = voice::in_force(known, day);
  if (asked.empty()) {
    if (!now.empty()) return now;
    return Error{ErrorKind::kNotFound,
                 fmt::format("no rule is in force on {}", format_date(day)),
                 {},
                 "give one: --rule 'carried by more than half of practices'"};
  }
  std::vector<voice::Rule> out;
  for (const std::string& one : asked) {
    const auto named = std::ranges::find(now, one, &voice::Rule::name);
    if (named != now.end()) {
      out.push_back(*named);
      continue;
    }
    voice::ParsedRules parsed = voice::parse_rules(one, "--rule");
    if (!parsed.mistakes.empty() && one.find(' ') == std::string::npos) {
      std::string names;
      for (const voice::Rule& rule : now) names += (names.empty() ? "" : ", ") + rule.name;
      return Error{ErrorKind::kUsage, fmt::format("there is no voting rule {}", one), {}, "known: " + names};
    }
    if (!parsed.mistakes.empty()) return told(parsed.mistakes, "docs/voice.md");
    out.insert(out.end(), parsed.rules.begin(), parsed.rules.end());
  }
  return out;
}

Result<std::vector<network::formation::Record>> records_for(const StandingArguments& arguments,
                                                            const std::string& file) {
  const std::string own = join_path(arguments.directory, "network.record");
  const std::string path = !file.empty() ? file : real_files().exists(own) ? own : "";
  if (path.empty()) return std::vector<network::formation::Record>{};
  MESO_ASSIGN_OR_RETURN(const std::string text, read_text(path));
  network::formation::ParsedRecords parsed =
      network::formation::parse_records(text, std::string(base_name(path)));
  if (!parsed.mistakes.empty()) return told(parsed.mistakes, "docs/formation.md");
  return std::move(parsed.records);
}

const network::formation::Record* record_of(const std::vector<network::formation::Record>& records,
                                            const std::string& code) {
  const auto found = std::ranges::find(records, code, &network::formation::Record::network);
  return found == records.end() ? nullptr : &*found;
}

std::string rule_heading(const network::voice::Rule& rule) {
  std::string out = rule.name;
  if (!rule.title.empty() && rule.name != "asked") out += ", " + rule.title;
  if (rule.name != "asked") out += fmt::format(" ({})", rules::standing_name(rule.standing));
  return out + ": " + in_words(rule);
}

std::string percent_of(const network::voice::Share& share) {
  return fmt::format("{:.1f}%", 100 * share.value());
}

std::string standing_of(const network::voice::VoterPower& voter) {
  if (voter.decides_alone) return "decides alone";
  if (voter.can_block) return "can block";
  return voter.never_decides ? "can never change a result" : "";
}

}  // namespace meso::cli
