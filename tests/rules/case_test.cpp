// Runs every text case under tests/cases: the format is docs/cases.md, one test
// per file.
//
// Each case is answered four times, and all must agree on every patient,
// register and indicator, asked for or not:
//   - by the reference interpreter, over the events as the case states them;
//   - by the reference interpreter, over the histories read back from a real
//   practice file;
//   - by the fast engine over that file, whose dictionary is ordered by
//   nothing;
//   - by the fast engine over a second file, whose dictionary is ordered by the
//   rules' clusters.
// They are also compared field by field and truth by truth (agreement.h).
// Then the expected rows are held against the answer. A row about a field also
// becomes a register (`ASK_1`) that asks for it in the rule language, so that
// the fast engine has to know it too.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "agreement.h"
#include "case_engine.h"
#include "case_file.h"
#include "locale/england/financial_year.h"
#include "rules/language.h"
#include "rules/reference.h"

namespace meso::rules::tests {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> files_below(const fs::path& folder, const std::string& ending) {
  std::vector<fs::path> found;
  if (!fs::exists(folder)) return found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ending) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

const fs::path kCases = fs::path(MESO_SOURCE_DIR) / "tests/cases";
const fs::path kRulebook = fs::path(MESO_SOURCE_DIR) / "rulebook/england";

// ---- What is asked

// A row of `expect` about a field, as a register of the rule language. `in`:
// whether the patient must be on it.
struct Ask {
  const Expectation* row = nullptr;
  std::string condition;
  bool in = true;
};

// "HYP.HYP_DAT" or "HYP_DAT".
std::optional<FieldId> find_field(const Model& model, const std::string& name) {
  for (std::size_t i = 0; i < model.fields.size(); ++i) {
    const Field& f = model.fields[i];
    if (f.clock == 0 && !f.name.empty() && (name == f.name || name == f.ruleset + "." + f.name)) {
      return static_cast<FieldId>(i);
    }
  }
  return std::nullopt;
}

template <class Listed>
std::optional<std::int32_t> find_named(const std::vector<Listed>& listed, const std::string& name) {
  for (std::size_t i = 0; i < listed.size(); ++i) {
    if (listed[i].name == name) return static_cast<std::int32_t>(i);
  }
  return std::nullopt;
}

std::vector<Ask> field_asks(const Model& model, const Case& c) {
  std::vector<Ask> asks;
  for (const Expectation& row : c.expected) {
    if (row.words.size() < 3) continue;
    const auto field = find_field(model, row.words[1]);
    if (!field || find_named(model.registers, row.words[1]) || find_named(model.indicators, row.words[1]))
      continue;
    const Field& f = model.fields[static_cast<std::size_t>(*field)];
    const std::string name = f.ruleset + "." + f.name;
    std::size_t next = 2;
    if (row.words[2] == "missing") {
      asks.push_back({&row, name + " missing"});
      continue;
    }
    if (row.words[2] != "count") asks.push_back({&row, name + " on " + row.words[next++]});
    for (; next + 1 < row.words.size(); next += 2) {
      const std::string& what = row.words[next];
      const std::string number = what == "count" ? name : what + " of " + name;
      if (row.words[next + 1] == "missing") {
        asks.push_back({&row, number + " >= -1000000000", false});
      } else {
        asks.push_back({&row, number + " = " + row.words[next + 1]});
      }
    }
  }
  return asks;
}

std::string ask_rules(const std::vector<Ask>& asks) {
  std::string text =
      "ruleset ASKED \"What the case asks of fields\" source \"a text case\" standing derived\n";
  for (std::size_t i = 0; i < asks.size(); ++i) {
    text += "register ASK_" + std::to_string(i) + " of GMS\n 1 " + asks[i].condition +
            " select otherwise reject\n";
  }
  return text;
}

// ---- How an answer is written

std::string rule_number(const std::vector<Rule>& rules, std::uint8_t position) {
  return std::to_string(rules[position - 1u].number);
}

std::string describe(const Register& r, const RegisterAnswer& answer) {
  if (answer.standing == PatientStanding::kNotInBase) return "outside";
  return (answer.standing == PatientStanding::kIn ? "in rule " : "out rule ") +
         rule_number(r.rules, answer.rule);
}

std::string describe(const Indicator& i, const IndicatorAnswer& answer) {
  if (answer.standing == PatientStanding::kNotInBase) return "outside";
  const Rule& rule = i.denominator[answer.rule - 1u];
  const std::string by = " rule " + std::to_string(rule.number);
  if (answer.standing == PatientStanding::kMet || answer.standing == PatientStanding::kNotMet) {
    return (answer.standing == PatientStanding::kMet ? "met" : "missed") + by + " numerator " +
           rule_number(i.numerator, answer.numerator_rule);
  }
  const Outcome& outcome = rule.then.kind == Outcome::Kind::kReject ? rule.then : rule.otherwise;
  if (answer.standing == PatientStanding::kExcluded) return "excluded " + outcome.name + by;
  return "adjusted " + outcome.name + " category " + std::to_string(outcome.category) + by;
}

std::string describe(std::optional<float> value) {
  if (!value) return "missing";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g", static_cast<double>(*value));
  return text.data();
}

std::string describe(const Field& f, const reference::FieldValue& value) {
  if (f.kind == Field::Kind::kCountDays || f.kind == Field::Kind::kCountRecords) {
    return "count " + std::to_string(value.count);
  }
  if (!value.present) return "missing";
  const std::string day = format_date(value.date);
  if (f.kind == Field::Kind::kPair) {
    return day + " " + f.first_name + " " + describe(value.value) + " " + f.second_name + " " +
           describe(value.second_value);
  }
  return f.kind == Field::Kind::kPick ? day + " value " + describe(value.value) : day;
}

// True when the first wanted word is the answer's first and the others follow
// in the answer's order.
bool agrees(const std::vector<std::string>& wanted, const std::string& answer) {
  std::istringstream in(answer);
  std::string word;
  std::size_t next = 0;
  for (bool first = true; in >> word; first = false) {
    if (next < wanted.size() && word == wanted[next]) ++next;
    if (first && next == 0) return false;
  }
  return next == wanted.size();
}

// "tried 2 unknown": the rule as written was tried, and that was its truth.
std::string describe_tried(const std::vector<reference::RuleTrace>& path, const std::vector<Rule>& rules,
                           const std::string& number) {
  static constexpr std::array<const char*, 3> kTruths = {"false", "true", "unknown"};
  for (const reference::RuleTrace& tried : path) {
    const Rule& rule = rules[static_cast<std::size_t>(tried.rule)];
    if (std::to_string(rule.number) == number) {
      return "tried " + number + " " + kTruths[static_cast<std::size_t>(tried.truth)];
    }
  }
  return "untried " + number;
}

// ---- The case

terms::ClusterSet england_clusters() {
  terms::ClusterSet clusters;
  for (const fs::path& path : files_below(kRulebook, ".clusters")) {
    const Status loaded = clusters.load_text(read_text(path), path.string(), path.stem().string());
    EXPECT_TRUE(loaded.ok()) << loaded.error().text();
  }
  return clusters;
}

Result<Case> load_case(const std::string& name) {
  const std::string text = read_text(kCases / name);
  const bool wants_england = text.find("\nrulebook england") != std::string::npos;
  return read_case(text, name, wants_england ? england_clusters() : terms::ClusterSet());
}

// The case's rules, with `more` rule text beside them.
Compiled compile_case(const Case& c, const std::string& name, const std::string& more) {
  std::vector<SourceText> sources;
  if (c.england) {
    for (const fs::path& path : files_below(kRulebook, ".rules")) {
      sources.push_back({fs::relative(path, kRulebook).string(), read_text(path)});
    }
  }
  if (!c.rules.empty()) sources.push_back({name, c.rules});
  if (!more.empty()) sources.push_back({"asked", more});
  terms::ClusterSet clusters = c.england ? england_clusters() : terms::ClusterSet();
  for (const terms::Cluster& cluster : c.clusters) clusters.put(cluster);
  return compile_rules(sources, clusters,
                       CompileOptions{{england::kYearEndMonth, england::kYearEndDay}, c.year});
}

// The case as the comparison of every field and every truth takes it: its patients once, on both days.
RandomCase whole_case(const Case& c, const Model& model) {
  RandomCase whole;
  whole.model = model;
  whole.dates = {reference_dates(c.on, model.financial_year),
                 reference_dates(add_months(c.on, -12, MonthPolicy::kClamp), model.financial_year)};
  for (const CasePatient& patient : c.patients) {
    whole.places.push_back(static_cast<std::uint32_t>(whole.patients.size()));
    whole.patients.push_back(patient.history);
  }
  return whole;
}

class CaseTest : public testing::TestWithParam<std::string> {
 protected:
  // `mistake LINE WORDS...`: the rules do not compile, and one mistake on that
  // line says these words.
  static void expect_mistakes(const Case& c, const Compiled& compiled) {
    EXPECT_FALSE(compiled.model.has_value());
    for (const Expectation& row : c.expected) {
      ASSERT_GE(row.words.size(), 3u) << row.place.text();
      std::string words;
      for (std::size_t i = 2; i < row.words.size(); ++i) words += (i > 2 ? " " : "") + row.words[i];
      const bool said =
          std::any_of(compiled.mistakes.begin(), compiled.mistakes.end(), [&](const Mistake& m) {
            return std::to_string(m.place.line) == row.words[1] && m.text().find(words) != std::string::npos;
          });
      EXPECT_TRUE(said) << row.place.text() << ": no such mistake was found";
    }
    if (HasFailure()) {
      for (const Mistake& mistake : compiled.mistakes) ADD_FAILURE() << mistake.text();
    }
  }

  static void expect_row(const Case& c, const Model& model, const Expectation& row,
                         const ReferenceDates& dates) {
    ASSERT_GE(row.words.size(), 3u) << row.place.text() << ": write PATIENT NAME OUTCOME";
    const auto patient = std::find_if(c.patients.begin(), c.patients.end(),
                                      [&](const CasePatient& p) { return p.name == row.words[0]; });
    ASSERT_NE(patient, c.patients.end()) << row.place.text() << ": no patient " << row.words[0];
    reference::Evaluation evaluation(model, patient->history, dates);
    const std::string& name = row.words[1];
    const std::vector<std::string> wanted(row.words.begin() + 2, row.words.end());
    const bool path_asked = wanted[0] == "tried" && wanted.size() == 3;
    std::string answer;
    if (const auto r = find_named(model.registers, name)) {
      const Register& reg = model.registers[static_cast<std::size_t>(*r)];
      answer = path_asked ? describe_tried(evaluation.register_path(*r), reg.rules, wanted[1])
                          : describe(reg, evaluation.on_register(*r));
    } else if (const auto i = find_named(model.indicators, name)) {
      const Indicator& indicator = model.indicators[static_cast<std::size_t>(*i)];
      answer = path_asked ? describe_tried(evaluation.denominator_path(*i), indicator.denominator, wanted[1])
                          : describe(indicator, evaluation.indicator(*i));
    } else if (const auto f = find_field(model, name)) {
      answer = describe(model.fields[static_cast<std::size_t>(*f)], evaluation.field(*f));
    } else {
      FAIL() << row.place.text() << ": no register, indicator or field " << name;
    }
    EXPECT_TRUE(agrees(wanted, answer))
        << row.place.text() << ": " << row.words[0] << " " << name << " is " << answer;
  }

  // The engine's counts are the reference's answers, added up.
  static void expect_counts(const Model& model, const Answers& answers, const PracticeCounts& counts) {
    const auto deciding = [](const auto& of_patients, std::size_t position, auto rule) {
      return static_cast<std::uint64_t>(std::count_if(
          of_patients.begin(), of_patients.end(), [&](const auto& a) { return rule(a) == position + 1; }));
    };
    const auto standing = [](const auto& of_patients, auto... any) {
      return static_cast<std::uint64_t>(
          std::count_if(of_patients.begin(), of_patients.end(),
                        [&](const auto& a) { return ((a.standing == any) || ...); }));
    };
    ASSERT_EQ(counts.registers.size(), model.registers.size());
    for (std::size_t r = 0; r < model.registers.size(); ++r) {
      const RegisterCount& count = counts.registers[r];
      EXPECT_EQ(count.size, standing(answers.registers[r], PatientStanding::kIn)) << model.registers[r].name;
      EXPECT_EQ(count.base, standing(answers.registers[r], PatientStanding::kIn, PatientStanding::kOut));
      for (std::size_t rule = 0; rule < count.decided.size(); ++rule) {
        EXPECT_EQ(count.decided[rule], deciding(answers.registers[r], rule, [](auto a) { return a.rule; }));
      }
    }
    ASSERT_EQ(counts.indicators.size(), model.indicators.size());
    for (std::size_t i = 0; i < model.indicators.size(); ++i) {
      const IndicatorCount& count = counts.indicators[i];
      const auto& of = answers.indicators[i];
      SCOPED_TRACE(model.indicators[i].name);
      EXPECT_EQ(count.base, of.size() - standing(of, PatientStanding::kNotInBase));
      EXPECT_EQ(count.exclusions, standing(of, PatientStanding::kExcluded));
      EXPECT_EQ(count.denominator, standing(of, PatientStanding::kMet, PatientStanding::kNotMet));
      EXPECT_EQ(count.numerator, standing(of, PatientStanding::kMet));
      std::uint64_t adjusted = 0;
      for (std::uint64_t n : count.adjusted) adjusted += n;
      EXPECT_EQ(adjusted, standing(of, PatientStanding::kAdjusted));
      for (std::size_t rule = 0; rule < count.decided.size(); ++rule) {
        EXPECT_EQ(count.decided[rule], deciding(of, rule, [](auto a) { return a.rule; }));
      }
      for (std::size_t rule = 0; rule < count.numerator_decided.size(); ++rule) {
        EXPECT_EQ(count.numerator_decided[rule], deciding(of, rule, [](auto a) { return a.numerator_rule; }));
      }
    }
  }
};

TEST_P(CaseTest, ComesOutAsExpectedFromBothEvaluators) {
  const auto read = load_case(GetParam());
  ASSERT_TRUE(read.ok()) << read.error().text();
  const Case& c = *read;
  SCOPED_TRACE(c.title);

  const Compiled compiled = compile_case(c, GetParam(), "");
  if (c.expected.front().words.front() == "mistake") {
    expect_mistakes(c, compiled);
    return;
  }
  for (const Mistake& mistake : compiled.mistakes) ADD_FAILURE() << mistake.text();
  ASSERT_TRUE(compiled.model.has_value());

  const std::vector<Ask> asks = field_asks(*compiled.model, c);
  const Compiled asked = asks.empty() ? compiled : compile_case(c, GetParam(), ask_rules(asks));
  for (const Mistake& mistake : asked.mistakes) ADD_FAILURE() << mistake.text();
  ASSERT_TRUE(asked.model.has_value());
  const Model& model = *asked.model;

  const RandomCase whole = whole_case(c, model);
  const std::vector<ReferenceDates>& dates = whole.dates;
  const std::vector<reference::Patient>& patients = whole.patients;
  for (const Expectation& row : c.expected) expect_row(c, model, row, dates[0]);

  const auto said = disagreement(whole);
  EXPECT_FALSE(said.has_value()) << "the evaluators differ: " << *said;

  for (std::size_t a = 0; a < asks.size(); ++a) {
    const auto row_patient = std::find_if(c.patients.begin(), c.patients.end(), [&](const CasePatient& p) {
      return p.name == asks[a].row->words[0];
    });
    reference::Evaluation evaluation(model, row_patient->history, dates[0]);
    if (!evaluation.in_gms()) continue;
    const auto reg = find_named(model.registers, "ASK_" + std::to_string(a));
    const PatientStanding wanted = asks[a].in ? PatientStanding::kIn : PatientStanding::kOut;
    EXPECT_EQ(evaluation.on_register(*reg).standing, wanted)
        << asks[a].row->place.text() << ": " << asks[a].condition;
  }

  for (const bool grouped : {false, true}) {
    SCOPED_TRACE(grouped ? "dictionary ordered by clusters" : "dictionary in any order");
    const CaseFile file(c, model, grouped);
    ASSERT_NE(file.file(), nullptr);
    const std::vector<reference::Patient> read_back = histories(*file.file());
    const std::vector<EngineAnswers> engine = by_engine(model, *file.file(), dates);
    for (std::size_t d = 0; d < dates.size(); ++d) {
      SCOPED_TRACE("asked on " + format_date(dates[d].achievement));
      const Answers expected = by_reference(model, patients, dates[d]);
      EXPECT_EQ(by_reference(model, read_back, dates[d]), expected) << "the file holds other histories";
      EXPECT_EQ(engine[d].answers.registers.size(), expected.registers.size());
      for (std::size_t p = 0; p < patients.size(); ++p) {
        for (std::size_t r = 0; r < model.registers.size(); ++r) {
          EXPECT_EQ(describe(model.registers[r], engine[d].answers.registers[r].at(p)),
                    describe(model.registers[r], expected.registers[r][p]))
              << "the engine, of " << c.patients[p].name << " and " << model.registers[r].name;
        }
        for (std::size_t i = 0; i < model.indicators.size(); ++i) {
          EXPECT_EQ(describe(model.indicators[i], engine[d].answers.indicators[i].at(p)),
                    describe(model.indicators[i], expected.indicators[i][p]))
              << "the engine, of " << c.patients[p].name << " and " << model.indicators[i].name;
        }
      }
      expect_counts(model, expected, engine[d].counts);
    }
  }
}

TEST(CaseDocumentTest, ShowsACaseThatIsRun) {
  const std::string page = read_text(fs::path(MESO_SOURCE_DIR) / "docs/cases.md");
  EXPECT_NE(page.find("```\n" + read_text(kCases / "clinical/resolved_on_the_day.case") + "```\n"),
            std::string::npos)
      << "docs/cases.md shows tests/cases/clinical/resolved_on_the_day.case as it is";
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const fs::path& path : files_below(kCases, ".case"))
    names.push_back(fs::relative(path, kCases).string());
  return names;
}

// Each known way to compile wrongly (rules/blocks/faults.h) is noticed by the text cases alone.
class CaseFaultTest : public testing::TestWithParam<int> {};

TEST_P(CaseFaultTest, IsCaughtByACase) {
  for (const std::string& name : case_names()) {
    if (name.starts_with("rulebook/")) continue;
    const auto read = load_case(name);
    ASSERT_TRUE(read.ok()) << read.error().text();
    const Compiled compiled = compile_case(*read, name, "");
    if (!compiled.model) continue;
    if (disagreement(whole_case(*read, *compiled.model), static_cast<blocks::Fault>(GetParam()))) {
      RecordProperty("caught_by", name);
      return;
    }
  }
  FAIL() << "no case notices fault " << GetParam();
}

INSTANTIATE_TEST_SUITE_P(All, CaseFaultTest, testing::Range(1, blocks::kFaults + 1));

INSTANTIATE_TEST_SUITE_P(Cases, CaseTest, testing::ValuesIn(case_names()),
                         [](const testing::TestParamInfo<std::string>& file) {
                           std::string name = file.param.substr(0, file.param.size() - 5);
                           std::replace_if(
                               name.begin(), name.end(), [](char ch) { return std::isalnum(ch) == 0; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace meso::rules::tests
