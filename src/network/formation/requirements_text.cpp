// Reads what a contract asks. An entry begins with its kind and goes on to the next one; its statements may
// stand in any order.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/nearest.h"
#include "base/words.h"
#include "network/builtin_texts.h"
#include "network/formation/requirements.h"

namespace meso::network::formation {
namespace {

constexpr std::array<std::string_view, 6> kEntries = {"requirement", "window",  "step",
                                                      "leaver-task", "service", "entitlement"};
constexpr std::array<std::string_view, 4> kKeys = {"clinical-director", "payee", "agreement", "data-sharing"};
constexpr std::uint64_t kMostPatients = 100'000'000;
constexpr std::uint64_t kMostDays = 3'660;

constexpr rules::Standing kStandings[] = {rules::Standing::kVerified, rules::Standing::kTranscribed,
                                          rules::Standing::kReported, rules::Standing::kRecalled,
                                          rules::Standing::kDerived,  rules::Standing::kEstimated,
                                          rules::Standing::kEntered};

// Everything that any entry can say; which kind it is decides what is kept.
struct Entry {
  std::string kind, id, title;
  Provenance provenance;
  Ask ask;
  bool has_ask = false, has_due = false, advice = false, relationship = false, contract = false;
  std::uint64_t only_to_practices = 0;
  std::string unless, remedy;
  std::int32_t due = 0, takes = 0;
  Path path = Path::kBoth;
  bool has_payee = false, to_practice = false, outside = false;
  std::string per;
};

class Reader {
 public:
  Reader(std::string_view text, const std::string& file) : cursor_(text, file, parsed_.mistakes) {}

  ParsedContract read() {
    while (!cursor_.ended()) {
      if (begins_entry()) {
        read_entry();
      } else {
        tell_unknown("an entry", kEntries);
        skip_entry();
      }
    }
    return std::move(parsed_);
  }

 private:
  bool begins_entry() const {
    return cursor_.next().kind == Word::Kind::kWord && cursor_.next().first_on_line &&
           std::find(kEntries.begin(), kEntries.end(), cursor_.next().text) != kEntries.end();
  }
  void skip_entry() {
    do {
      cursor_.take();
    } while (!cursor_.ended() && !begins_entry());
  }
  template <class Names>
  bool tell_unknown(std::string_view what, const Names& names) {
    NearestName near(cursor_.next().text);
    for (std::string_view name : names) near.offer(name);
    return cursor_.expected(what, near.best().empty() ? fmt::format("one of {}", fmt::join(names, ", "))
                                                      : "did you mean " + near.best() + "?");
  }

  void read_entry() {
    const std::size_t before = parsed_.mistakes.size();
    const Word begin = cursor_.take();
    Entry entry;
    entry.kind = begin.text;
    entry.provenance.place = cursor_.place(begin);
    if (cursor_.next().kind != Word::Kind::kWord) {
      cursor_.expected("a name of one word");
      return skip_entry();
    }
    entry.id = cursor_.take().text;
    const auto title = cursor_.need_text();
    if (!title) return skip_entry();
    entry.title = *title;
    while (!cursor_.ended() && !begins_entry()) {
      if (!read_statement(entry)) return skip_rest();
    }
    if (parsed_.mistakes.size() != before) return;
    keep(entry, begin);
  }
  void skip_rest() {
    if (!cursor_.ended() && !begins_entry()) skip_entry();
  }

  void keep(const Entry& entry, const Word& begin) {
    Contract& contract = parsed_.contract;
    if (entry.provenance.from > entry.provenance.until) {
      return cursor_.mistake(begin, "it ends before it begins", "exchange from and until");
    }
    if (entry.provenance.source.empty()) {
      return cursor_.mistake(begin, fmt::format("{} {} has no source", entry.kind, entry.id),
                             "say where it was read: source \"...\"");
    }
    if (entry.kind == "requirement") {
      if (!entry.has_ask)
        return cursor_.mistake(begin, "the requirement asks for nothing", "add a line: asks ...");
      if (entry.remedy.empty()) {
        return cursor_.mistake(begin, "the requirement has no remedy", "say what to do: remedy \"...\"");
      }
      contract.requirements.push_back({entry.id, entry.title, entry.ask, entry.only_to_practices,
                                       entry.unless, entry.advice, entry.remedy, entry.provenance});
    } else if (entry.kind == "window") {
      contract.windows.push_back({entry.id, entry.title, entry.provenance});
    } else if (entry.kind == "step") {
      if (entry.relationship == entry.contract || !entry.has_due) {
        return cursor_.mistake(begin, "a step is of the relationship or of the contract, and is due",
                               "for example: relationship due 60 days before takes 14 days");
      }
      contract.steps.push_back(
          {entry.id, entry.title, entry.relationship, entry.path, -entry.due, entry.takes, entry.provenance});
    } else if (entry.kind == "service") {
      contract.services.push_back({entry.id, entry.title, entry.provenance});
    } else if (entry.kind == "entitlement") {
      if (!entry.has_payee || entry.per.empty()) {
        return cursor_.mistake(begin, "an entitlement is paid to somebody, and counted by something",
                               "for example: paid to practice per \"weighted patient\"");
      }
      contract.entitlements.push_back(
          {entry.id, entry.title, entry.to_practice, entry.outside, entry.per, entry.provenance});
    } else {
      if (!entry.has_due)
        return cursor_.mistake(begin, "the task is never due", "add a line: due 30 days before");
      contract.tasks.push_back({entry.id, entry.title, entry.due, entry.provenance});
    }
  }

  bool read_statement(Entry& entry) {
    static constexpr std::array<std::string_view, 18> kStatements = {
        "from",   "until",        "clause",   "source", "standing", "asks", "when", "unless", "advice",
        "remedy", "relationship", "contract", "due",    "takes",    "path", "paid", "per",    "outside"};
    const bool of_requirement = entry.kind == "requirement";
    const bool of_step = entry.kind == "step";
    const bool of_entitlement = entry.kind == "entitlement";
    const bool has_days = of_step || entry.kind == "leaver-task";
    if (cursor_.take_if("from")) return keep_day(entry.provenance.from);
    if (cursor_.take_if("until")) return keep_day(entry.provenance.until);
    if (cursor_.take_if("clause")) return keep_text(entry.provenance.clause);
    if (cursor_.take_if("source")) return keep_text(entry.provenance.source);
    if (cursor_.take_if("standing")) return read_standing(entry.provenance.standing);
    if (of_requirement && cursor_.take_if("asks")) return entry.has_ask = true, read_ask(entry.ask);
    if (of_requirement && cursor_.take_if("when")) return read_when(entry);
    if (of_requirement && cursor_.take_if("unless")) return keep_word(entry.unless);
    if (of_requirement && cursor_.take_if("advice")) return entry.advice = true;
    if (of_requirement && cursor_.take_if("remedy")) return keep_text(entry.remedy);
    if (of_step && cursor_.take_if("relationship")) return entry.relationship = true;
    if (of_step && cursor_.take_if("contract")) return entry.contract = true;
    if (of_step && cursor_.take_if("takes")) return keep_days(entry.takes);
    if (of_step && cursor_.take_if("path")) return read_path(entry);
    if (has_days && cursor_.take_if("due")) return entry.has_due = true, read_due(entry);
    if (of_entitlement && cursor_.take_if("paid")) return read_payee(entry);
    if (of_entitlement && cursor_.take_if("per")) return keep_text(entry.per);
    if (of_entitlement && cursor_.take_if("outside")) return entry.outside = true;
    return tell_unknown("a statement of this entry", kStatements);
  }

  bool keep_day(Date& day) {
    const auto read = cursor_.need_day();
    if (read) day = *read;
    return read.has_value();
  }
  bool keep_text(std::string& text) {
    auto read = cursor_.need_text();
    if (read) text = std::move(*read);
    return read.has_value();
  }
  bool keep_word(std::string& word) {
    if (cursor_.next().kind != Word::Kind::kWord) return cursor_.expected("a name of one word");
    word = cursor_.take().text;
    return true;
  }
  bool keep_days(std::int32_t& days) {
    const auto number = cursor_.need_number(kMostDays);
    if (!number) return false;
    days = static_cast<std::int32_t>(*number);
    return cursor_.need("days");
  }
  bool read_due(Entry& entry) {
    if (!keep_days(entry.due)) return false;
    if (cursor_.take_if("after")) return true;
    entry.due = -entry.due;
    return cursor_.need("before");
  }
  bool read_path(Entry& entry) {
    entry.path = cursor_.take_if("new") ? Path::kNew : Path::kExisting;
    return entry.path == Path::kNew || cursor_.need("existing");
  }
  bool read_payee(Entry& entry) {
    if (!cursor_.need("to")) return false;
    entry.has_payee = true;
    entry.to_practice = cursor_.take_if("practice");
    return entry.to_practice || cursor_.need("network");
  }
  bool read_standing(rules::Standing& standing) {
    std::vector<std::string_view> names;
    for (rules::Standing one : kStandings) {
      names.push_back(rules::standing_name(one));
      if (!cursor_.take_if(names.back())) continue;
      standing = one;
      return true;
    }
    return tell_unknown("a standing", names);
  }
  bool read_when(Entry& entry) {
    for (const char* word : {"practices", "at", "most"}) {
      if (!cursor_.need(word)) return false;
    }
    const auto number = cursor_.need_number(1'000);
    if (number) entry.only_to_practices = *number;
    return number.has_value();
  }

  bool read_ask(Ask& ask) {
    if (cursor_.take_if("patients")) return read_patients(ask);
    if (cursor_.take_if("contiguous")) return ask.kind = Ask::Kind::kContiguous, cursor_.need("area");
    if (cursor_.take_if("one")) {
      if (cursor_.take_if("network")) return ask.kind = Ask::Kind::kOneNetwork, cursor_.need("each");
      ask.kind = Ask::Kind::kOneBody;
      return read_body(ask);
    }
    if (cursor_.take_if("partner")) return ask.kind = Ask::Kind::kPartner, read_body(ask);
    if (cursor_.take_if("schedule")) {
      ask.kind = Ask::Kind::kSchedule;
      const auto number = cursor_.need_number(20);
      if (number) ask.number = *number;
      return number.has_value();
    }
    if (cursor_.take_if("recorded")) return ask.kind = Ask::Kind::kRecorded, read_key(ask);
    if (cursor_.take_if("member")) return ask.kind = Ask::Kind::kFromMember, read_key(ask);
    return tell_unknown("what is asked",
                        std::array<std::string_view, 7>{"patients", "contiguous", "one", "partner",
                                                        "schedule", "recorded", "member"});
  }
  bool read_patients(Ask& ask) {
    ask.kind = Ask::Kind::kPatients;
    if (!cursor_.need("at")) return false;
    ask.at_most = cursor_.take_if("most");
    if (!ask.at_most && !cursor_.need("least")) return false;
    const auto number = cursor_.need_number(kMostPatients);
    if (!number) return false;
    ask.number = *number;
    if (!cursor_.take_if("counted")) return true;
    // MM-DD: of every year, the last before the year begins.
    const std::string_view day = cursor_.next().text;
    const auto month =
        day.size() == 5 && day[2] == '-' ? parse_whole_number(day.substr(0, 2), 12) : std::nullopt;
    const auto of_month = month ? parse_whole_number(day.substr(3), 28) : std::nullopt;
    if (!of_month || *month == 0 || *of_month == 0)
      return cursor_.expected("a day of the year such as 01-01");
    ask.count_month = static_cast<int>(*month);
    ask.count_day = static_cast<int>(*of_month);
    cursor_.take();
    return true;
  }
  bool read_body(Ask& ask) {
    const auto kind = organisation_kind(cursor_.next().text);
    if (!kind) return cursor_.expected("a kind of organisation", "for example: icb, ccg, pharmacy");
    ask.body = *kind;
    cursor_.take();
    return true;
  }
  bool read_key(Ask& ask) {
    if (std::find(kKeys.begin(), kKeys.end(), cursor_.next().text) == kKeys.end()) {
      return tell_unknown("what is recorded", kKeys);
    }
    ask.key = cursor_.take().text;
    return true;
  }

  ParsedContract parsed_;
  WordCursor cursor_;
};

}  // namespace

ParsedContract parse_contract(std::string_view text, const std::string& file) {
  return Reader(text, file).read();
}

Contract builtin_contract() {
  Contract all;
  for (const BuiltinText& text : builtin_texts()) {
    if (!text.path.ends_with(".formation")) continue;
    ParsedContract parsed = parse_contract(text.text, std::string(text.path));
    std::ranges::move(parsed.contract.requirements, std::back_inserter(all.requirements));
    std::ranges::move(parsed.contract.windows, std::back_inserter(all.windows));
    std::ranges::move(parsed.contract.steps, std::back_inserter(all.steps));
    std::ranges::move(parsed.contract.tasks, std::back_inserter(all.tasks));
    std::ranges::move(parsed.contract.services, std::back_inserter(all.services));
    std::ranges::move(parsed.contract.entitlements, std::back_inserter(all.entitlements));
  }
  return all;
}

}  // namespace meso::network::formation
