#include "case_file.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "records/block.h"

namespace meso::rules::tests {
namespace {

using Words = std::vector<std::string>;

struct Line {
  std::uint32_t number = 0;
  bool indented = false;
  std::string text;  // without indentation and trailing blanks
  Words words;
};

std::vector<Line> split_lines(std::string_view text) {
  std::vector<Line> lines;
  std::istringstream in{std::string(text)};
  std::string raw;
  for (std::uint32_t number = 1; std::getline(in, raw); ++number) {
    const std::size_t first = raw.find_first_not_of(" \t");
    if (first == std::string::npos || raw[first] == '#') continue;
    Line line{number, first > 0, raw.substr(first, raw.find_last_not_of(" \t\r") + 1 - first), {}};
    std::istringstream blanks(line.text);
    for (std::string word; blanks >> word && word != "#";) line.words.push_back(word);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::optional<float> read_float(const std::string& word) {
  char* end = nullptr;
  const float value = std::strtof(word.c_str(), &end);
  if (word.empty() || *end != '\0') return std::nullopt;
  return value;
}

std::optional<records::Episode> read_episode(const std::string& word) {
  static const std::map<std::string, records::Episode> kEpisodes = {{"first", records::Episode::kFirst},
                                                                    {"new", records::Episode::kNew},
                                                                    {"review", records::Episode::kReview},
                                                                    {"end", records::Episode::kEnd},
                                                                    {"other", records::Episode::kOther}};
  const auto found = kEpisodes.find(word);
  if (found == kEpisodes.end()) return std::nullopt;
  return found->second;
}

// "140", "<5", ">=300": a number with the sign that it was written with.
std::optional<std::pair<float, records::Comparator>> read_value(const std::string& word) {
  static const std::vector<std::pair<std::string, records::Comparator>> kSigns = {
      {"<=", records::Comparator::kAtMost}, {">=", records::Comparator::kAtLeast},
      {"<", records::Comparator::kBelow},   {">", records::Comparator::kAbove},
      {"~", records::Comparator::kAbout},   {"", records::Comparator::kEqual}};
  for (const auto& [sign, comparator] : kSigns) {
    if (!word.starts_with(sign)) continue;
    const auto number = read_float(word.substr(sign.size()));
    if (!number) return std::nullopt;
    return std::pair(*number, comparator);
  }
  return std::nullopt;
}

// Takes words off the front of one line, with errors that name the line.
class Reader {
 public:
  Reader(const std::string& file, const Line& line, std::size_t from)
      : file_(file), line_(line), next_(from) {}

  bool more() const { return next_ < line_.words.size(); }
  std::string take() { return more() ? line_.words[next_++] : ""; }
  bool take_if(std::string_view word) {
    if (!more() || line_.words[next_] != word) return false;
    ++next_;
    return true;
  }
  Result<Date> take_date() {
    const std::string word = take();
    if (word == "unknown") return kUnknownDate;
    const auto date = parse_iso_date(word);
    if (!date) return wrong("'" + word + "' is not a date", "write it as 2026-03-31");
    return *date;
  }
  Error wrong(std::string message, std::string hint = "") const {
    return Error{ErrorKind::kBadInput, std::move(message), Place{file_, line_.number, 0}, std::move(hint)};
  }

 private:
  const std::string& file_;
  const Line& line_;
  std::size_t next_;
};

// NAME [unit UNIT] SYSTEM CODE... [SYSTEM CODE...]
Result<terms::Cluster> read_cluster(Reader words) {
  terms::Cluster cluster;
  cluster.name = words.take();
  if (words.take_if("unit")) {
    cluster.unit = terms::unit_from_text(words.take());
    if (cluster.unit == terms::kUnknownUnit) return words.wrong("no such unit");
  }
  auto system = terms::system_from_text(words.take());
  if (!system) return words.wrong("a cluster names the system of its codes", "write: NAME snomed 1001 1002");
  while (words.more()) {
    const std::string word = words.take();
    if (const auto other = terms::system_from_text(word)) {
      system = other;
    } else {
      cluster.codes.push_back({*system, word});
    }
  }
  if (cluster.codes.empty()) return words.wrong("the cluster has no code");
  return cluster;
}

// [born DATE] [died DATE] [male|female|other] [ethnicity WORD] [registered DATE [to DATE]]...
Status read_patient(Reader words, reference::Patient& patient) {
  bool own_spells = false;
  while (words.more()) {
    const std::string word = words.take();
    if (word == "born") {
      MESO_ASSIGN_OR_RETURN(patient.birth, words.take_date());
    } else if (word == "died") {
      MESO_ASSIGN_OR_RETURN(patient.death, words.take_date());
    } else if (word == "male" || word == "female" || word == "other") {
      patient.sex = static_cast<std::uint8_t>(word == "male"     ? records::Sex::kMale
                                              : word == "female" ? records::Sex::kFemale
                                                                 : records::Sex::kOther);
    } else if (word == "ethnicity") {
      patient.ethnicity = words.take();
    } else if (word == "unregistered") {
      patient.spells.clear();
      own_spells = true;
    } else if (word == "registered") {
      if (!std::exchange(own_spells, true)) patient.spells.clear();
      reference::Spell spell;
      MESO_ASSIGN_OR_RETURN(spell.start, words.take_date());
      if (words.take_if("to")) {
        MESO_ASSIGN_OR_RETURN(spell.end, words.take_date());
      }
      patient.spells.push_back(spell);
    } else {
      return words.wrong("'" + word + "' is not known of a patient");
    }
  }
  return {};
}

// CLUSTER, meaning its first code as written, or SYSTEM:CODE.
std::optional<terms::Code> read_code(const std::string& word, const std::vector<terms::Cluster>& clusters,
                                     const terms::ClusterSet& known) {
  const std::size_t colon = word.find(':');
  if (colon != std::string::npos) {
    const auto system = terms::system_from_text(word.substr(0, colon));
    if (!system) return std::nullopt;
    return terms::Code{*system, word.substr(colon + 1)};
  }
  for (const terms::Cluster& cluster : clusters) {
    if (cluster.name == word) return cluster.codes.front();
  }
  const terms::Cluster* cluster = known.find(word);
  if (cluster == nullptr || cluster->codes.empty()) return std::nullopt;
  return cluster->codes.front();
}

// DATE CODE [[SIGN]VALUE [UNIT]] [EPISODE] [entry N]
Result<reference::Event> read_event(Reader words, const Case& c, const terms::ClusterSet& known) {
  reference::Event event;
  MESO_ASSIGN_OR_RETURN(event.date, words.take_date());
  const std::string code_word = words.take();
  const auto code = read_code(code_word, c.clusters, known);
  if (!code)
    return words.wrong("'" + code_word + "' is no cluster and no code", "write CLUSTER or snomed:1001");
  event.code = *code;
  while (words.more()) {
    const std::string word = words.take();
    if (const auto value = read_value(word)) {
      event.value = value->first;
      event.comparator = static_cast<std::uint8_t>(value->second);
    } else if (const auto episode = read_episode(word)) {
      event.episode = static_cast<std::uint8_t>(*episode);
    } else if (word == "entry") {
      event.sequence = static_cast<std::uint32_t>(std::strtoul(words.take().c_str(), nullptr, 10));
    } else if (event.value) {
      event.unit = terms::unit_from_text(word);
    } else {
      return words.wrong("'" + word + "' is not known of an event");
    }
  }
  return event;
}

}  // namespace

Result<Case> read_case(std::string_view text, const std::string& file, const terms::ClusterSet& known) {
  Case c;
  reference::Patient everyone;
  std::string section;
  std::uint32_t rules_line = 1;
  for (const Line& line : split_lines(text)) {
    Reader words(file, line, 0);
    if (!line.indented) {
      section = words.take();
      const std::string rest =
          line.words.size() < 2 ? "" : line.text.substr(line.text.find(line.words[1], section.size()));
      if (section == "title") {
        c.title = rest;
      } else if (section == "reason") {
        c.reason = rest;
      } else if (section == "on") {
        MESO_ASSIGN_OR_RETURN(c.on, words.take_date());
      } else if (section == "year") {
        c.year = rest;
      } else if (section == "rulebook") {
        if (rest != "england") return words.wrong("the only rulebook is england");
        c.england = true;
      } else if (section == "everyone") {
        MESO_RETURN_IF_ERROR(read_patient(words, everyone));
      } else if (section == "patient") {
        c.patients.push_back({words.take(), everyone});
        MESO_RETURN_IF_ERROR(read_patient(words, c.patients.back().history));
      } else if (section != "clusters" && section != "rules" && section != "expect") {
        return words.wrong("'" + section + "' begins no part of a case", "docs/cases.md lists the parts");
      }
    } else if (section == "reason") {
      c.reason += " " + line.text;
    } else if (section == "clusters") {
      MESO_ASSIGN_OR_RETURN(terms::Cluster cluster, read_cluster(words));
      c.clusters.push_back(std::move(cluster));
    } else if (section == "rules") {
      for (; rules_line < line.number; ++rules_line) c.rules += '\n';
      c.rules += "  " + line.text;
      if (line.words.front() == "ruleset") c.rules += " source \"a text case\" standing derived";
    } else if (section == "patient") {
      MESO_ASSIGN_OR_RETURN(reference::Event event, read_event(words, c, known));
      c.patients.back().history.events.push_back(std::move(event));
    } else if (section == "expect") {
      c.expected.push_back({Place{file, line.number, 0}, line.words});
    } else {
      return words.wrong("an indented line belongs to clusters, rules, a patient or expect");
    }
  }
  const auto must = [&](bool held, const char* what) -> Status {
    if (held) return {};
    return Error{ErrorKind::kBadInput, what, Place{file, 0, 0}, ""};
  };
  MESO_RETURN_IF_ERROR(must(!c.title.empty(), "a case has a title"));
  MESO_RETURN_IF_ERROR(must(!c.reason.empty(), "a case has a reason"));
  MESO_RETURN_IF_ERROR(must(c.on.is_recorded(), "a case says `on` which day it is asked"));
  MESO_RETURN_IF_ERROR(must(!c.expected.empty(), "a case expects something"));
  for (terms::Cluster& cluster : c.clusters) {
    std::sort(cluster.codes.begin(), cluster.codes.end());
  }
  return c;
}

}  // namespace meso::rules::tests
