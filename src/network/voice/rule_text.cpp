// The text of voting rules: docs/voice.md has the grammar. A statement begins with its keyword and ends where
// the next one begins; line ends mean nothing, so a rule may be laid out as the agreement has it.

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/nearest.h"
#include "base/words.h"
#include "network/voice/voice.h"

namespace meso::network::voice {
namespace {

constexpr std::string_view kStatements[] = {"rule",   "from",  "until",   "source", "standing", "carried",
                                            "quorum", "votes", "casting", "veto",   "everyone"};
constexpr std::uint64_t kMostInFraction = 1'000'000;
constexpr std::uint64_t kMostAmount = 100'000'000;

constexpr rules::Standing kStandings[] = {rules::Standing::kVerified, rules::Standing::kTranscribed,
                                          rules::Standing::kReported, rules::Standing::kRecalled,
                                          rules::Standing::kDerived,  rules::Standing::kEstimated,
                                          rules::Standing::kEntered};

bool is_statement(const Word& word) {
  return word.kind == Word::Kind::kWord &&
         std::find(std::begin(kStatements), std::end(kStatements), word.text) != std::end(kStatements);
}

// Codes begin with a capital and go on in letters and digits; keywords are lower case.
bool is_code(const Word& word) {
  if (word.kind != Word::Kind::kWord || word.text.empty() || word.text[0] < 'A' || word.text[0] > 'Z')
    return false;
  return std::all_of(word.text.begin(), word.text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

struct Fraction {
  std::uint64_t part = 0;
  std::uint64_t whole = 0;
};

// "half", "2/3", "75%", "66.7%".
std::optional<Fraction> fraction(std::string_view text) {
  if (text == "half") return Fraction{1, 2};
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const auto part = parse_whole_number(text.substr(0, slash), kMostInFraction);
    const auto whole = parse_whole_number(text.substr(slash + 1), kMostInFraction);
    if (!part || !whole) return std::nullopt;
    return Fraction{*part, *whole};
  }
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  std::uint64_t whole = 100;
  std::string digits(text);
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    if (digits.size() - point > 5) return std::nullopt;
    for (std::size_t i = point + 1; i < digits.size(); ++i) whole *= 10;
    digits.erase(point, 1);
  }
  const auto part = parse_whole_number(digits, kMostInFraction);
  if (!part) return std::nullopt;
  return Fraction{*part, whole};
}

class Parser {
 public:
  Parser(std::string_view text, const std::string& file) : cursor_(text, file, parsed_.mistakes) {}

  ParsedRules parse() {
    if (!cursor_.next().is("rule") && !cursor_.ended()) {
      Rule asked;
      asked.name = "asked";
      asked.title = "As asked";
      asked.place = cursor_.place(cursor_.next());
      parse_body(std::move(asked), cursor_.next(), 0);
    }
    while (!cursor_.ended()) {
      if (cursor_.next().is("rule")) {
        parse_rule();
      } else {
        cursor_.take();
      }
    }
    refuse_two_of_a_day();
    std::stable_sort(parsed_.mistakes.begin(), parsed_.mistakes.end(), [](const Error& a, const Error& b) {
      return a.place.line != b.place.line ? a.place.line < b.place.line : a.place.column < b.place.column;
    });
    return std::move(parsed_);
  }

 private:
  void parse_rule() {
    const std::size_t mistakes_before = parsed_.mistakes.size();
    const Word keyword = cursor_.take();
    Rule rule;
    rule.place = cursor_.place(keyword);
    if (cursor_.next().kind == Word::Kind::kWord && !is_statement(cursor_.next())) {
      rule.name = cursor_.take().text;
    } else {
      cursor_.expected("the rule's name, one word", "for example: rule ordinary \"Ordinary matters\"");
    }
    if (cursor_.next().kind == Word::Kind::kText) rule.title = cursor_.take().text;
    parse_body(std::move(rule), keyword, mistakes_before);
  }

  void parse_body(Rule rule, const Word& begin, std::size_t mistakes_before) {
    while (!cursor_.ended() && !cursor_.next().is("rule")) {
      if (!is_statement(cursor_.next())) {
        NearestName near(cursor_.next().text);
        for (std::string_view statement : kStatements) near.offer(statement);
        cursor_.expected("a statement", near.best().empty()
                                            ? "a statement begins with carried, quorum, votes, casting, "
                                              "veto, everyone, from, until, source or standing"
                                            : "did you mean " + near.best() + "?");
        skip();
      } else if (!parse_statement(rule)) {
        skip();
      }
    }
    if (parsed_.mistakes.size() != mistakes_before) return;
    check_whole(rule, begin);
    if (parsed_.mistakes.size() == mistakes_before) parsed_.rules.push_back(std::move(rule));
  }

  // What only the whole rule can tell.
  void check_whole(const Rule& rule, const Word& begin) {
    if (rule.ways.empty()) {
      cursor_.mistake(begin, "the rule does not say when a decision is carried",
                      "add a line such as: carried by more than half of practices");
    }
    if (rule.from > rule.until)
      cursor_.mistake(begin, "the rule ends before it begins", "exchange from and until");
    check_casting(rule, begin);
    check_votes(rule);
  }

  void skip() {
    do {
      cursor_.take();
    } while (!cursor_.ended() && !(is_statement(cursor_.next()) && cursor_.next().first_on_line));
  }

  bool parse_statement(Rule& rule) {
    const Word keyword = cursor_.take();
    if (keyword.is("from")) return parse_day(rule.from);
    if (keyword.is("until")) return parse_day(rule.until);
    if (keyword.is("source")) return parse_source(rule);
    if (keyword.is("standing")) return parse_standing(rule);
    if (keyword.is("carried")) return parse_carried(rule, keyword);
    if (keyword.is("quorum")) return parse_clauses(rule.quorum);
    if (keyword.is("votes")) return parse_votes(rule, keyword);
    if (keyword.is("casting")) return parse_casting(rule, keyword);
    if (keyword.is("veto")) return parse_codes(rule.vetoes);
    if (!cursor_.need("attends")) return false;
    rule.everyone_attends = true;
    return true;
  }

  bool parse_day(Date& day) {
    const auto date = cursor_.need_day();
    if (date) day = *date;
    return date.has_value();
  }

  bool parse_source(Rule& rule) {
    const auto source = cursor_.need_text();
    if (source) rule.source = *source;
    return source.has_value();
  }

  bool parse_standing(Rule& rule) {
    for (rules::Standing standing : kStandings) {
      if (!cursor_.next().is(rules::standing_name(standing))) continue;
      rule.standing = standing;
      cursor_.take();
      return true;
    }
    return cursor_.expected("a standing",
                            "one of verified, transcribed, reported, recalled, derived, estimated, entered");
  }

  bool parse_carried(Rule& rule, const Word& keyword) {
    if (!rule.ways.empty()) {
      cursor_.mistake(keyword, "the rule says twice when a decision is carried",
                      "join them by \"and by\" or \"or by\"");
      return false;
    }
    rule.ways.emplace_back();
    if (!cursor_.need("by")) return false;
    if (!parse_clauses(rule.ways.back())) return false;
    while (cursor_.take_if("or")) {
      cursor_.take_if("by");
      rule.ways.emplace_back();
      if (!parse_clauses(rule.ways.back())) return false;
    }
    return true;
  }

  bool parse_clauses(std::vector<Clause>& clauses) {
    do {
      cursor_.take_if("by");
      Clause clause;
      if (!parse_clause(clause)) return false;
      clauses.push_back(std::move(clause));
    } while (cursor_.take_if("and"));
    return true;
  }

  bool parse_clause(Clause& clause) {
    clause.place = cursor_.place(cursor_.next());
    const Word amount = cursor_.next();
    if (cursor_.take_if("all")) {
      clause.part = clause.whole = 1;
    } else {
      if (cursor_.take_if("more")) {
        if (!cursor_.need("than")) return false;
        clause.more_than = true;
      } else if (cursor_.take_if("at")) {
        if (!cursor_.need("least")) return false;
      } else {
        return cursor_.expected("\"more than\", \"at least\" or \"all\"",
                                "for example: more than half of practices");
      }
      if (!parse_amount(clause)) return false;
    }
    cursor_.take_if("of");
    if (cursor_.take_if("practices")) {
      clause.measure = Measure::kPractices;
    } else if (cursor_.take_if("patients")) {
      clause.measure = Measure::kPatients;
    } else if (cursor_.take_if("votes")) {
      clause.measure = Measure::kVotes;
    } else if (is_code(cursor_.next())) {
      clause.measure = Measure::kNamed;
      if (!parse_codes(clause.named)) return false;
    } else {
      return cursor_.expected("practices, patients, votes or the code of a practice");
    }
    if (clause.part == 0 && !(clause.more_than && clause.whole != 0)) {
      cursor_.mistake(amount, "nobody would have to agree", "ask for more than nothing");
    } else if (clause.whole != 0 &&
               (clause.part > clause.whole || (clause.more_than && clause.part == clause.whole))) {
      cursor_.mistake(amount, "more than everybody would have to agree", "write \"all\" for everybody");
    }
    return true;
  }

  // half, 2/3, 75%, two thirds, three quarters, or a number.
  bool parse_amount(Clause& clause) {
    if (const auto part = fraction(cursor_.next().text)) {
      clause.part = part->part;
      clause.whole = part->whole;
      if (clause.whole == 0) return cursor_.expected("a fraction of something");
      cursor_.take();
      return true;
    }
    if (cursor_.next().is("two") || cursor_.next().is("three")) {
      const bool thirds = cursor_.take().is("two");
      if (!cursor_.need(thirds ? "thirds" : "quarters")) return false;
      clause.part = thirds ? 2 : 3;
      clause.whole = thirds ? 3 : 4;
      return true;
    }
    const auto number = parse_whole_number(cursor_.next().text, kMostAmount);
    if (!number)
      return cursor_.expected("an amount",
                              "half, 2/3, 75%, two thirds, three quarters, or a number such as 3");
    clause.part = *number;
    cursor_.take();
    return true;
  }

  bool parse_codes(std::vector<std::string>& codes) {
    do {
      if (!is_code(cursor_.next()))
        return cursor_.expected("the code of a practice", "codes begin with a capital: A99901");
      if (std::find(codes.begin(), codes.end(), cursor_.next().text) != codes.end()) {
        cursor_.mistake(cursor_.next(), fmt::format("{} is named twice", cursor_.next().text),
                        "name it once");
      } else {
        codes.emplace_back(cursor_.next().text);
      }
      cursor_.take();
    } while (cursor_.take_comma());
    return true;
  }
  // votes 1 each | votes 3 for A99901, A99902 | votes 1 per 5000 patients rounded up at least 1 at most 4
  bool parse_votes(Rule& rule, const Word& keyword) {
    Votes votes;
    votes.place = cursor_.place(keyword);
    const auto number = parse_whole_number(cursor_.next().text, kMostInFraction);
    if (!number)
      return cursor_.expected("a number of votes", "for example: votes 1 per 5000 patients rounded up");
    votes.votes = *number;
    cursor_.take();
    if (cursor_.take_if("for")) {
      if (!parse_codes(votes.named)) return false;
    } else if (cursor_.take_if("per")) {
      const auto per = parse_whole_number(cursor_.next().text, kMostAmount);
      if (!per || *per == 0) return cursor_.expected("a number of patients");
      votes.per_patients = *per;
      cursor_.take();
      if (!cursor_.need("patients")) return false;
      if (!parse_bounds(votes)) return false;
    } else if (!cursor_.take_if("each")) {
      return cursor_.expected("each, per or for",
                              "votes 1 each; votes 1 per 5000 patients; votes 3 for A99901");
    }
    rule.votes.push_back(std::move(votes));
    return true;
  }

  bool parse_bounds(Votes& votes) {
    if (cursor_.take_if("rounded")) {
      if (cursor_.take_if("up")) {
        votes.rounding = Votes::Rounding::kUp;
      } else if (cursor_.take_if("down")) {
        votes.rounding = Votes::Rounding::kDown;
      } else if (cursor_.take_if("nearest")) {
        votes.rounding = Votes::Rounding::kNearest;
      } else {
        return cursor_.expected("up, down or nearest");
      }
    }
    while (cursor_.take_comma() || cursor_.next().is("at")) {
      if (!cursor_.need("at")) return false;
      const bool least = cursor_.next().is("least");
      if (!least && !cursor_.next().is("most")) return cursor_.expected("\"least\" or \"most\"");
      cursor_.take();
      const auto bound = parse_whole_number(cursor_.next().text, kMostInFraction);
      if (!bound || (!least && *bound == 0)) return cursor_.expected("a number of votes");
      (least ? votes.least : votes.most) = *bound;
      cursor_.take();
    }
    return true;
  }

  bool parse_casting(Rule& rule, const Word& keyword) {
    if (!cursor_.need("vote")) return false;
    if (!rule.casting.empty()) {
      cursor_.mistake(keyword, "two casting votes", "only one can break a tie");
      return false;
    }
    if (!cursor_.next().is("chair") && !is_code(cursor_.next())) {
      return cursor_.expected("a practice's code or chair",
                              "chair is a person who belongs to no practice and votes on a tie");
    }
    rule.casting = cursor_.take().text;
    return true;
  }

  void check_casting(const Rule& rule, const Word& begin) {
    if (rule.casting.empty() || rule.ways.empty()) return;
    for (const std::vector<Clause>& way : rule.ways) {
      for (const Clause& clause : way) {
        if (clause.more_than && clause.whole != 0 && 2 * clause.part == clause.whole) return;
      }
    }
    cursor_.mistake(begin, "there is a casting vote and no tie for it to break",
                    "only \"more than half\" can tie; drop the casting vote, or say more than half");
  }

  void check_votes(const Rule& rule) {
    const auto counts_votes = [](const Clause& clause) { return clause.measure == Measure::kVotes; };
    const Clause* user = nullptr;
    for (const std::vector<Clause>& way : rule.ways) {
      for (const Clause& clause : way) user = counts_votes(clause) ? &clause : user;
    }
    for (const Clause& clause : rule.quorum) user = counts_votes(clause) ? &clause : user;
    if (user != nullptr && rule.votes.empty()) {
      parsed_.mistakes.push_back({ErrorKind::kBadInput, "the rule does not say how many votes a practice has",
                                  user->place, "add a line such as: votes 1 per 5000 patients rounded up"});
    }
    if (user == nullptr && !rule.votes.empty() && !rule.ways.empty()) {
      parsed_.mistakes.push_back({ErrorKind::kBadInput, "votes are given and no clause counts them",
                                  rule.votes.front().place, "write: carried by more than half of votes"});
    }
  }

  void refuse_two_of_a_day() {
    for (std::size_t i = 0; i < parsed_.rules.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Rule& rule = parsed_.rules[i];
        if (parsed_.rules[j].name != rule.name || parsed_.rules[j].from != rule.from) continue;
        parsed_.mistakes.push_back({ErrorKind::kBadInput,
                                    fmt::format("rule {} is there twice from the same day", rule.name),
                                    rule.place, "give the later one the day from which it holds"});
        break;
      }
    }
  }

  ParsedRules parsed_;
  WordCursor cursor_;
};

}  // namespace

ParsedRules parse_rules(std::string_view text, const std::string& file) {
  return Parser(text, file).parse();
}

}  // namespace meso::network::voice
