// The text of voting rules: docs/voice.md has the grammar. A statement begins with its keyword and ends where
// the next one begins; line ends mean nothing, so a rule may be laid out as the agreement has it.

#include <algorithm>
#include <charconv>
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

std::optional<std::uint64_t> whole_number(std::string_view text, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > most) return std::nullopt;
  return number;
}

struct Fraction {
  std::uint64_t part = 0;
  std::uint64_t whole = 0;
};

// "half", "2/3", "75%", "66.7%".
std::optional<Fraction> fraction(std::string_view text) {
  if (text == "half") return Fraction{1, 2};
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const auto part = whole_number(text.substr(0, slash), kMostInFraction);
    const auto whole = whole_number(text.substr(slash + 1), kMostInFraction);
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
  const auto part = whole_number(digits, kMostInFraction);
  if (!part) return std::nullopt;
  return Fraction{*part, whole};
}

// What ends one statement early; the mistake is told already.
struct Stop {};

class Parser {
 public:
  Parser(std::string_view text, const std::string& file) : file_(file) {
    words_ = split_into_words(text, file, unclosed_);
  }

  ParsedRules parse() {
    if (!next().is("rule") && next().kind != Word::Kind::kEnd) {
      Rule asked;
      asked.name = "asked";
      asked.title = "As asked";
      asked.place = place(next());
      parse_body(std::move(asked), next(), 0);
    }
    while (next().kind != Word::Kind::kEnd) {
      if (next().is("rule")) {
        parse_rule();
      } else {
        ++at_;
      }
    }
    refuse_two_of_a_day();
    parsed_.mistakes.insert(parsed_.mistakes.end(), unclosed_.begin(), unclosed_.end());
    std::stable_sort(parsed_.mistakes.begin(), parsed_.mistakes.end(), [](const Error& a, const Error& b) {
      return a.place.line != b.place.line ? a.place.line < b.place.line : a.place.column < b.place.column;
    });
    return std::move(parsed_);
  }

 private:
  const Word& next() const { return words_[at_]; }
  const Word& take() { return words_[at_ + 1 == words_.size() ? at_ : at_++]; }
  bool take_if(std::string_view word) {
    if (!next().is(word)) return false;
    take();
    return true;
  }
  Place place(const Word& word) const { return {file_, word.line, word.column}; }

  void mistake(const Word& word, std::string message, std::string hint = "") {
    parsed_.mistakes.push_back({ErrorKind::kBadInput, std::move(message), place(word), std::move(hint)});
  }
  // Tells that something else was expected here, and leaves the statement. Quotes one word of the rule.
  [[nodiscard]] Stop expected(std::string_view what, std::string hint = "") {
    const Word& word = next();
    if (word.kind == Word::Kind::kEnd) {
      mistake(word, fmt::format("the text ends where {} is expected", what), std::move(hint));
    } else {
      mistake(word,
              fmt::format("{} is expected here, not {}", what,
                          word.kind == Word::Kind::kText ? "a text" : std::string(word.text)),
              std::move(hint));
    }
    return {};
  }
  std::optional<Stop> need(std::string_view word) {
    if (take_if(word)) return std::nullopt;
    return expected(fmt::format("\"{}\"", word));
  }

  void parse_rule() {
    const std::size_t mistakes_before = parsed_.mistakes.size();
    const Word& keyword = take();
    Rule rule;
    rule.place = place(keyword);
    if (next().kind == Word::Kind::kWord && !is_statement(next())) {
      rule.name = take().text;
    } else {
      (void)expected("the rule's name, one word", "for example: rule ordinary \"Ordinary matters\"");
    }
    if (next().kind == Word::Kind::kText) rule.title = take().text;
    parse_body(std::move(rule), keyword, mistakes_before);
  }

  void parse_body(Rule rule, const Word& begin, std::size_t mistakes_before) {
    while (next().kind != Word::Kind::kEnd && !next().is("rule")) {
      if (!is_statement(next())) {
        NearestName near(next().text);
        for (std::string_view statement : kStatements) near.offer(statement);
        (void)expected("a statement", near.best().empty()
                                          ? "a statement begins with carried, quorum, votes, casting, "
                                            "veto, everyone, from, until, source or standing"
                                          : "did you mean " + near.best() + "?");
        skip();
      } else if (parse_statement(rule)) {
        skip();
      }
    }
    const auto unread = [&](const Error& mistake) {
      return mistake.place.line >= begin.line && mistake.place.line <= next().line;
    };
    if (parsed_.mistakes.size() != mistakes_before ||
        std::any_of(unclosed_.begin(), unclosed_.end(), unread)) {
      return;
    }
    check_whole(rule, begin);
    if (parsed_.mistakes.size() == mistakes_before) parsed_.rules.push_back(std::move(rule));
  }

  // What only the whole rule can tell.
  void check_whole(const Rule& rule, const Word& begin) {
    if (rule.ways.empty()) {
      mistake(begin, "the rule does not say when a decision is carried",
              "add a line such as: carried by more than half of practices");
    }
    if (rule.from > rule.until) mistake(begin, "the rule ends before it begins", "exchange from and until");
    check_casting(rule, begin);
    check_votes(rule);
  }

  void skip() {
    do {
      take();
    } while (next().kind != Word::Kind::kEnd && !(is_statement(next()) && next().first_on_line));
  }

  std::optional<Stop> parse_statement(Rule& rule) {
    const Word& keyword = take();
    if (keyword.is("from")) return parse_day(rule.from);
    if (keyword.is("until")) return parse_day(rule.until);
    if (keyword.is("source")) return parse_source(rule);
    if (keyword.is("standing")) return parse_standing(rule);
    if (keyword.is("carried")) return parse_carried(rule);
    if (keyword.is("quorum")) return parse_clauses(rule.quorum);
    if (keyword.is("votes")) return parse_votes(rule, keyword);
    if (keyword.is("casting")) return parse_casting(rule, keyword);
    if (keyword.is("veto")) return parse_codes(rule.vetoes);
    if (auto stop = need("attends")) return stop;
    rule.everyone_attends = true;
    return std::nullopt;
  }

  std::optional<Stop> parse_day(Date& day) {
    const auto date = parse_iso_date(next().text);
    if (!date) return expected("a day such as 2026-04-01");
    day = *date;
    take();
    return std::nullopt;
  }

  std::optional<Stop> parse_source(Rule& rule) {
    if (next().kind != Word::Kind::kText)
      return expected("a text in quotes", "source \"Schedule 1, clause 7\"");
    rule.source = take().text;
    return std::nullopt;
  }

  std::optional<Stop> parse_standing(Rule& rule) {
    for (rules::Standing standing : kStandings) {
      if (!next().is(rules::standing_name(standing))) continue;
      rule.standing = standing;
      take();
      return std::nullopt;
    }
    return expected("a standing",
                    "one of verified, transcribed, reported, recalled, derived, estimated, entered");
  }

  std::optional<Stop> parse_carried(Rule& rule) {
    if (!rule.ways.empty()) {
      mistake(words_[at_ - 1], "the rule says twice when a decision is carried",
              "join them by \"and by\" or \"or by\"");
      return Stop{};
    }
    rule.ways.emplace_back();
    if (auto stop = need("by")) return stop;
    if (auto stop = parse_clauses(rule.ways.back())) return stop;
    while (take_if("or")) {
      take_if("by");
      rule.ways.emplace_back();
      if (auto stop = parse_clauses(rule.ways.back())) return stop;
    }
    return std::nullopt;
  }

  std::optional<Stop> parse_clauses(std::vector<Clause>& clauses) {
    do {
      take_if("by");
      Clause clause;
      if (auto stop = parse_clause(clause)) return stop;
      clauses.push_back(std::move(clause));
    } while (take_if("and"));
    return std::nullopt;
  }

  std::optional<Stop> parse_clause(Clause& clause) {
    clause.place = place(next());
    const Word& amount = next();
    if (take_if("all")) {
      clause.part = clause.whole = 1;
    } else {
      if (take_if("more")) {
        if (auto stop = need("than")) return stop;
        clause.more_than = true;
      } else if (take_if("at")) {
        if (auto stop = need("least")) return stop;
      } else {
        return expected("\"more than\", \"at least\" or \"all\"", "for example: more than half of practices");
      }
      if (auto stop = parse_amount(clause)) return stop;
    }
    take_if("of");
    if (take_if("practices")) {
      clause.measure = Measure::kPractices;
    } else if (take_if("patients")) {
      clause.measure = Measure::kPatients;
    } else if (take_if("votes")) {
      clause.measure = Measure::kVotes;
    } else if (is_code(next())) {
      clause.measure = Measure::kNamed;
      if (auto stop = parse_codes(clause.named)) return stop;
    } else {
      return expected("practices, patients, votes or the code of a practice");
    }
    if (clause.part == 0 && !(clause.more_than && clause.whole != 0)) {
      mistake(amount, "nobody would have to agree", "ask for more than nothing");
    } else if (clause.whole != 0 &&
               (clause.part > clause.whole || (clause.more_than && clause.part == clause.whole))) {
      mistake(amount, "more than everybody would have to agree", "write \"all\" for everybody");
    }
    return std::nullopt;
  }

  // half, 2/3, 75%, two thirds, three quarters, or a number.
  std::optional<Stop> parse_amount(Clause& clause) {
    if (const auto part = fraction(next().text)) {
      clause.part = part->part;
      clause.whole = part->whole;
      if (clause.whole == 0) return expected("a fraction of something");
      take();
      return std::nullopt;
    }
    if (next().is("two") || next().is("three")) {
      const bool thirds = take().is("two");
      if (auto stop = need(thirds ? "thirds" : "quarters")) return stop;
      clause.part = thirds ? 2 : 3;
      clause.whole = thirds ? 3 : 4;
      return std::nullopt;
    }
    const auto number = whole_number(next().text, kMostAmount);
    if (!number)
      return expected("an amount", "half, 2/3, 75%, two thirds, three quarters, or a number such as 3");
    clause.part = *number;
    take();
    return std::nullopt;
  }

  std::optional<Stop> parse_codes(std::vector<std::string>& codes) {
    do {
      if (!is_code(next())) return expected("the code of a practice", "codes begin with a capital: A99901");
      if (std::find(codes.begin(), codes.end(), next().text) != codes.end()) {
        mistake(next(), fmt::format("{} is named twice", next().text), "name it once");
      } else {
        codes.emplace_back(next().text);
      }
      take();
    } while (take_comma());
    return std::nullopt;
  }
  bool take_comma() {
    if (next().kind != Word::Kind::kComma) return false;
    take();
    return true;
  }

  // votes 1 each | votes 3 for A99901, A99902 | votes 1 per 5000 patients rounded up at least 1 at most 4
  std::optional<Stop> parse_votes(Rule& rule, const Word& keyword) {
    Votes votes;
    votes.place = place(keyword);
    const auto number = whole_number(next().text, kMostInFraction);
    if (!number) return expected("a number of votes", "for example: votes 1 per 5000 patients rounded up");
    votes.votes = *number;
    take();
    if (take_if("for")) {
      if (auto stop = parse_codes(votes.named)) return stop;
    } else if (take_if("per")) {
      const auto per = whole_number(next().text, kMostAmount);
      if (!per || *per == 0) return expected("a number of patients");
      votes.per_patients = *per;
      take();
      if (auto stop = need("patients")) return stop;
      if (auto stop = parse_bounds(votes)) return stop;
    } else if (!take_if("each")) {
      return expected("each, per or for", "votes 1 each; votes 1 per 5000 patients; votes 3 for A99901");
    }
    rule.votes.push_back(std::move(votes));
    return std::nullopt;
  }

  std::optional<Stop> parse_bounds(Votes& votes) {
    if (take_if("rounded")) {
      if (take_if("up")) {
        votes.rounding = Votes::Rounding::kUp;
      } else if (take_if("down")) {
        votes.rounding = Votes::Rounding::kDown;
      } else if (take_if("nearest")) {
        votes.rounding = Votes::Rounding::kNearest;
      } else {
        return expected("up, down or nearest");
      }
    }
    while (take_comma() || next().is("at")) {
      if (auto stop = need("at")) return stop;
      const bool least = next().is("least");
      if (!least && !next().is("most")) return expected("\"least\" or \"most\"");
      take();
      const auto bound = whole_number(next().text, kMostInFraction);
      if (!bound || (!least && *bound == 0)) return expected("a number of votes");
      (least ? votes.least : votes.most) = *bound;
      take();
    }
    return std::nullopt;
  }

  std::optional<Stop> parse_casting(Rule& rule, const Word& keyword) {
    if (auto stop = need("vote")) return stop;
    if (!rule.casting.empty()) {
      mistake(keyword, "two casting votes", "only one can break a tie");
      return Stop{};
    }
    if (!next().is("chair") && !is_code(next())) {
      return expected("a practice's code or chair",
                      "chair is a person who belongs to no practice and votes on a tie");
    }
    rule.casting = take().text;
    return std::nullopt;
  }

  void check_casting(const Rule& rule, const Word& begin) {
    if (rule.casting.empty() || rule.ways.empty()) return;
    for (const std::vector<Clause>& way : rule.ways) {
      for (const Clause& clause : way) {
        if (clause.more_than && clause.whole != 0 && 2 * clause.part == clause.whole) return;
      }
    }
    mistake(begin, "there is a casting vote and no tie for it to break",
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

  const std::string& file_;
  std::vector<Error> unclosed_;  // of the words
  std::vector<Word> words_;
  std::size_t at_ = 0;
  ParsedRules parsed_;
};

}  // namespace

ParsedRules parse_rules(std::string_view text, const std::string& file) {
  return Parser(text, file).parse();
}

}  // namespace meso::network::voice
