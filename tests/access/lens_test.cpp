// A synthetic network seen by different people: what they get is what the table of roles, the agreements, the
// ways, the hidden codes and the opt-outs let through, in figures, lists and explanations alike.

#include "access/lens.h"

#include <algorithm>
#include <array>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/export_tables.h"
#include "access/loading.h"
#include "access/who_looked.h"
#include "locale/england/financial_year.h"
#include "made_accounts.h"
#include "rules/language.h"

namespace meso::access {
namespace {

using testing::HasSubstr;
using tests::MadeAccess;

const std::string kAtTerminal(kTerminal);
const std::string kNetwork = "U99001";
constexpr rules::FinancialYear kYear{england::kYearEndMonth, england::kYearEndDay};

// One network for all tests of this file: making it is most of the time.
class Seen : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    made_ = new MadeAccess();
    auto book = load_rulebook(real_files(), {});
    ASSERT_TRUE(book.ok());
    book_ = new Rulebook(std::move(*book));
    SynthOptions options;
    options.patients = 3'000;
    options.practices = 3;
    options.years = 3;
    const std::string directory = made_->folder + "/records";
    const auto report = synthesise(real_files(), directory, made_->keys, *book_, options);
    ASSERT_TRUE(report.ok()) << report.error().text();
    auto pinned = Lens::local_operator(real_files(), directory, made_->keys);
    ASSERT_TRUE(pinned.ok()) << pinned.error().text();
    pinned_ = new Lens(std::move(*pinned));
    gate_ = new Gate(*made_->journal, *book_, kYear, [] { return made_->clock; });
    for (const auto& practice : pinned_->practices()) codes_.push_back(practice.practice);
    ASSERT_EQ(codes_.size(), 3u);
    ASSERT_TRUE(set_way(*made_->journal, kAtTerminal, Way::kRecords, true, "extracts came").ok());
  }
  static void TearDownTestSuite() {
    delete gate_;
    delete pinned_;
    delete book_;
    delete made_;
    codes_.clear();
  }

  Acting person(Role role, const std::string& organisation, Purpose purpose) {
    const std::string name = "person " + std::to_string(++people_);
    const auto id = made_->accounts->add_person(kAtTerminal, name, name);
    EXPECT_TRUE(id.ok());
    EXPECT_TRUE(made_->accounts->give_role(kAtTerminal, *id, role, organisation).ok());
    return {*id, role, organisation, purpose};
  }
  std::string share(const std::string& practice, const std::string& recipient, Purpose purpose,
                    Shared shared = Shared::kNames, std::vector<std::string> hidden = {}) {
    Agreement agreement;
    agreement.practice = practice;
    agreement.recipients = {recipient};
    agreement.purposes = {purpose};
    agreement.shared = shared;
    agreement.hidden = std::move(hidden);
    agreement.legal_basis = "made for a test";
    agreement.starts = *date_from_civil(2020, 1, 1);
    const auto id = agree(*made_->journal, kAtTerminal, agreement, "agreed");
    EXPECT_TRUE(id.ok());
    return *id;
  }
  Lens lens(const Acting& acting) {
    auto out = Lens::for_person(*pinned_, *gate_, acting);
    EXPECT_TRUE(out.ok()) << (out.ok() ? "" : out.error().text());
    return std::move(*out);
  }
  Question question(const std::string& practice = "") {
    Question out;
    out.dates = rules::reference_dates(pinned_->fixed_day(), kYear);
    out.practice = practice;
    return out;
  }
  rules::Model model(const std::vector<std::string>& names) {
    auto compiled = rules::compile_rules(book_->rules, book_->clusters,
                                         {kYear, england::financial_year(pinned_->fixed_day())});
    EXPECT_TRUE(compiled.model);
    auto kept = rules::keep_only(*compiled.model, names);
    EXPECT_TRUE(kept.ok());
    return std::move(*kept);
  }
  rules::Model typed(const std::string& expression) {
    auto compiled = rules::compile_expression(book_->rules, book_->clusters,
                                              {kYear, england::financial_year(pinned_->fixed_day())},
                                              expression, "COHORT");
    EXPECT_TRUE(compiled.model) << expression;
    return std::move(*compiled.model);
  }
  static std::size_t position(const rules::Model& model, const std::string& reg) {
    for (std::size_t i = 0; i < model.registers.size(); ++i) {
      if (model.registers[i].name == reg && model.registers[i].clock == 0) return i;
    }
    ADD_FAILURE() << reg;
    return 0;
  }
  static ListedPatient somebody_of(const std::string& practice) {
    ListedPatient out;
    out.practice = practice;
    out.own_number = "1";
    return out;
  }
  std::uint64_t looks() {
    std::uint64_t out = 0;
    EXPECT_TRUE(made_->journal
                    ->entries(journal::Chain::kLooks, {},
                              [&](const journal::Entry&) -> Status {
                                ++out;
                                return {};
                              })
                    .ok());
    return out;
  }

  static inline MadeAccess* made_ = nullptr;
  static inline Rulebook* book_ = nullptr;
  static inline Lens* pinned_ = nullptr;
  static inline Gate* gate_ = nullptr;
  static inline std::vector<std::string> codes_;
  static inline int people_ = 0;
};

TEST_F(Seen, ByTheirOwnPracticeItIsExactAndTheRestIsNotThere) {
  const Lens own = lens(person(Role::kPracticeManager, codes_[0], Purpose::kQuality));
  const rules::Model asked = model({"HYP008"});
  const auto shown = own.shown(asked, question());
  ASSERT_TRUE(shown.ok()) << shown.error().text();
  ASSERT_EQ(shown->practices.size(), 1u);
  const auto exact = pinned_->figures(asked, question(codes_[0]));
  const ShownIndicator& indicator = shown->practices[0].indicators[0];
  EXPECT_EQ(indicator.denominator,
            (ShownCount{ShownCount::Kind::kExact, exact->network.indicators[0].denominator}));
  EXPECT_EQ(indicator.numerator,
            (ShownCount{ShownCount::Kind::kExact, exact->network.indicators[0].numerator}));
  EXPECT_EQ(shown->practices[0].registered.value, exact->network.registered);
  EXPECT_EQ(own.practices().size(), 1u);
  const auto other = own.shown(asked, question(codes_[1]));
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().kind, ErrorKind::kRefused);
  EXPECT_FALSE(own.figures(asked, question()).ok());
}

TEST_F(Seen, UnderAnAgreementUntilTheInstantItIsSwitchedOff) {
  const Acting acting = person(Role::kAnalyst, kNetwork, Purpose::kContract);
  const Lens analyst = lens(acting);
  const rules::Model asked = model({"HYP_REG"});
  EXPECT_FALSE(analyst.shown(asked, question()).ok());
  const std::string agreement = share(codes_[1], kNetwork, Purpose::kContract);
  const auto shown = analyst.shown(asked, question());
  ASSERT_TRUE(shown.ok()) << shown.error().text();
  EXPECT_EQ(shown->practices.size(), 1u);
  EXPECT_EQ(shown->practices[0].practice, codes_[1]);
  ASSERT_TRUE(switch_agreement(*made_->journal, kAtTerminal, agreement, false, "second thoughts").ok());
  EXPECT_FALSE(analyst.shown(asked, question()).ok()) << "the same lens, the next question";
  EXPECT_TRUE(analyst.practices().empty());
}

TEST_F(Seen, WithoutThoseWhoOptedOutAndEachFigureSaysSo) {
  const Lens outside = lens(person(Role::kDirector, "U99002", Purpose::kQuality));
  share(codes_[0], "U99002", Purpose::kQuality);
  const Lens inside = lens(person(Role::kPracticeManager, codes_[0], Purpose::kQuality));
  const rules::Model asked = model({"HYP_REG"});
  const auto all = inside.shown(asked, question());
  const auto fewer = outside.shown(asked, question());
  ASSERT_TRUE(all.ok() && fewer.ok());
  EXPECT_EQ(all->network.left_out[0].value, 0u);
  EXPECT_GT(fewer->network.left_out[0].value, 0u) << "type 1 acts outside the practice";
  EXPECT_EQ(fewer->network.left_out[1].value, 0u) << "the national opt-out does not act on audit";
  EXPECT_GT(fewer->network.left_out[2].value, 0u) << "dissent to share acts outside the practice";
  std::uint64_t left_out = 0;
  for (const ShownCount& count : fewer->network.left_out) left_out += count.value;
  EXPECT_EQ(fewer->network.registered.value + left_out, all->network.registered.value);
}

TEST_F(Seen, ACommissionerGetsRoundedTablesAtMonthEndsAndNothingElse) {
  const Acting acting = person(Role::kCommissioner, "ICB99", Purpose::kCommissioning);
  for (const std::string& practice : codes_) share(practice, "ICB99", Purpose::kCommissioning);
  const Lens commissioner = lens(acting);
  const rules::Model asked = model({"HYP008"});
  const auto shown = commissioner.shown(asked, question());
  ASSERT_TRUE(shown.ok()) << shown.error().text();
  ASSERT_EQ(shown->practices.size(), 3u);
  for (const ShownPractice& practice : shown->practices) {
    const ShownIndicator& one = practice.indicators[0];
    for (const ShownCount& count : {one.reg, one.denominator, one.numerator, practice.registered}) {
      EXPECT_NE(count.kind, ShownCount::Kind::kExact);
      EXPECT_NE(count.kind, ShownCount::Kind::kNoised);
      if (count.has_value()) {
        EXPECT_EQ(count.value % kRoundsTo, 0u);
      }
    }
  }
  const auto tables = export_tables(commissioner, asked, question(), "ICB99", kNetwork);
  ASSERT_TRUE(tables.ok()) << tables.error().text();
  const auto read = fixed_tables::from_text(fixed_tables::to_text(*tables), "tables.json");
  ASSERT_TRUE(read.ok()) << read.error().text();
  EXPECT_EQ(read->indicators, tables->indicators);
  EXPECT_EQ(read->practices, codes_);
  EXPECT_FALSE(export_tables(lens(person(Role::kPracticeManager, codes_[0], Purpose::kQuality)), asked,
                             question(), "ICB99", kNetwork)
                   .ok())
      << "what somebody sees exactly is no fixed table";
  Question day_before = question();
  day_before.dates = rules::reference_dates(add_days(pinned_->fixed_day(), -1), kYear);
  EXPECT_FALSE(commissioner.shown(asked, day_before).ok());
  // 10,000 typed questions: not one is answered. Their texts would differ by a single person.
  const rules::Model cohort = typed("age in years >= 65");
  for (int i = 0; i < 10'000; ++i) ASSERT_FALSE(commissioner.shown(cohort, question()).ok());
  EXPECT_FALSE(commissioner.list(model({"HYP008"}), 0, ListWhich::kMissing, question()).ok());
  EXPECT_FALSE(commissioner.explain(asked, "1", false, 0, question()).ok());
  std::vector<ListedPatient> names = {somebody_of(codes_[0])};
  EXPECT_FALSE(commissioner.identify(names, "names").ok());
}

TEST_F(Seen, ATypedCohortAcrossPracticesCarriesNoiseTheSameEachTimeAndIsLogged) {
  const Acting acting = person(Role::kAnalyst, "U99003", Purpose::kQuality);
  for (const std::string& practice : codes_) share(practice, "U99003", Purpose::kQuality);
  const Lens analyst = lens(acting);
  const rules::Model cohort = typed("age in years >= 65");
  const std::size_t reg = position(cohort, "COHORT");
  const std::uint64_t before = looks();
  const auto first = analyst.shown(cohort, question());
  ASSERT_TRUE(first.ok()) << first.error().text();
  EXPECT_GT(looks(), before);
  const auto again = analyst.shown(typed("age in years > 64"), question());
  ASSERT_TRUE(again.ok());
  // Another run of the program remembers what was asked.
  Gate restarted(*made_->journal, *book_, kYear, [this] { return made_->clock; });
  const auto later = Lens::for_person(*pinned_, restarted, acting)->shown(cohort, question());
  ASSERT_TRUE(later.ok());
  const auto exact = pinned_->figures(cohort, question());
  for (std::size_t i = 0; i < 3; ++i) {
    const ShownCount& count = first->practices[i].registers[reg].size;
    ASSERT_EQ(count.kind, ShownCount::Kind::kNoised);
    EXPECT_EQ(count, again->practices[i].registers[reg].size) << "the same people";
    EXPECT_EQ(count, later->practices[i].registers[reg].size);
    const auto truth = static_cast<double>(exact->practices[i].registers[reg].size);
    EXPECT_NEAR(static_cast<double>(count.value), truth, 4 + 0.15 * truth)
        << "those who opted out are missing";
  }
  const auto few = analyst.shown(typed("age in years >= 104"), question());
  const auto none = analyst.shown(typed("age in years >= 150"), question());
  ASSERT_TRUE(few.ok() && none.ok());
  EXPECT_EQ(few->practices[0].registers[0].size.kind, ShownCount::Kind::kSmall);
  EXPECT_EQ(none->practices[0].registers[0].size.kind, ShownCount::Kind::kSmall) << "nobody looks like few";
}

// Two servers on one network, each with its own Gate and its own open journal: nobody gets a second number
// for nearly the same people by asking next door.
TEST_F(Seen, WhatAnotherProgramAnsweredCountsAsAskedBefore) {
  const Acting acting = person(Role::kAnalyst, "U99008", Purpose::kQuality);
  for (const std::string& practice : codes_) share(practice, "U99008", Purpose::kQuality);
  auto opened = journal::Journal::open(real_files(), made_->network, made_->keys, {projection()});
  ASSERT_TRUE(opened.ok());
  Gate next_door(**opened, *book_, kYear, [] { return made_->clock; });
  const auto ask = [&](Gate& gate, const std::string& condition) {
    const auto shown = Lens::for_person(*pinned_, gate, acting)->shown(typed(condition), question());
    EXPECT_TRUE(shown.ok()) << shown.error().text();
    return shown->network.registers[0].size;
  };
  (void)ask(*gate_, "age in years >= 30");
  (void)ask(next_door, "age in years >= 30");
  for (int age = 31; age < 60; age += 3) {
    const std::string here = "age in years >= " + std::to_string(age);
    const auto first = ask(age % 2 == 0 ? *gate_ : next_door, here);
    // Fewer than eight of 3,000 are so old, so these are nearly the same people.
    const std::string nearly = here + " and age in years < 102";
    EXPECT_EQ(ask(age % 2 == 0 ? next_door : *gate_, nearly), first) << age;
  }
  std::vector<std::thread> askers;
  std::array<ShownCount, 4> answers;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    askers.emplace_back([&, i] {
      answers[i] = ask(i % 2 == 0 ? *gate_ : next_door,
                       "age in years >= 62" + std::string(i < 2 ? "" : " and age in years < 101"));
    });
  }
  for (std::thread& asker : askers) asker.join();
  for (const ShownCount& answer : answers) EXPECT_EQ(answer, answers[0]);
}

TEST_F(Seen, WhatRestsOnHiddenCodesIsNotAvailableAnywhereAndNeverNought) {
  const Acting acting = person(Role::kAnalyst, "U99004", Purpose::kQuality);
  share(codes_[0], "U99004", Purpose::kQuality, Shared::kNames, {"HYP_COD"});
  share(codes_[1], "U99004", Purpose::kQuality);
  const Lens analyst = lens(acting);
  const rules::Model asked = model({"HYP008", "DM_REG"});
  const auto shown = analyst.shown(asked, question());
  ASSERT_TRUE(shown.ok()) << shown.error().text();
  const std::size_t hypertension = position(asked, "HYP_REG"), diabetes = position(asked, "DM_REG");
  using Kind = ShownCount::Kind;
  EXPECT_EQ(shown->practices[0].indicators[0].denominator.kind, Kind::kNotAvailable);
  EXPECT_EQ(shown->practices[0].registers[hypertension].size.kind, Kind::kNotAvailable);
  EXPECT_EQ(shown->practices[0].registers[diabetes].size.kind, Kind::kExact);
  EXPECT_EQ(shown->practices[1].indicators[0].denominator.kind, Kind::kExact);
  EXPECT_EQ(shown->network.indicators[0].denominator.kind, Kind::kNotAvailable)
      << "a sum without one is no sum";
  EXPECT_EQ(shown->network.registers[diabetes].size.kind, Kind::kExact);
  // A typed condition reaches the codes by another road.
  const auto cohort = analyst.shown(typed("any HYP_COD"), question());
  ASSERT_TRUE(cohort.ok()) << cohort.error().text();
  EXPECT_EQ(cohort->practices[0].registers[0].size.kind, Kind::kNotAvailable);
  EXPECT_EQ(cohort->practices[1].registers[0].size.kind, Kind::kNoised);

  // Lists and explanations, where the role may have them: in the own practice, if the code is sensitive.
  Rulebook book = *book_;
  terms::Cluster sensitive = *book.clusters.find("HYP_COD");
  sensitive.name = "SENSITIVE_TEST";
  book.clusters.put(sensitive);
  Gate gate(*made_->journal, book, kYear, [this] { return made_->clock; });
  const auto own =
      Lens::for_person(*pinned_, gate, person(Role::kPracticeManager, codes_[0], Purpose::kQuality));
  ASSERT_TRUE(own.ok());
  const rules::Model indicator = model({"HYP008"});
  const auto list = own->list(indicator, 0, ListWhich::kMissing, question());
  ASSERT_FALSE(list.ok());
  EXPECT_THAT(list.error().text(), HasSubstr("not available"));
  const auto patients = lens(person(Role::kPracticeManager, codes_[0], Purpose::kQuality))
                            .list(indicator, 0, ListWhich::kMissing, question());
  ASSERT_TRUE(patients.ok() && !patients->empty());
  const auto why = own->explain(indicator, patients->front().own_number, false, 0, question());
  ASSERT_FALSE(why.ok());
  EXPECT_THAT(why.error().text(), HasSubstr("not available"));

  // An agreement that hides what no rulebook knows hides everything.
  const Acting stranger = person(Role::kAnalyst, "U99005", Purpose::kQuality);
  share(codes_[0], "U99005", Purpose::kQuality, Shared::kNames, {"NOBODY_KNOWS_COD"});
  EXPECT_FALSE(lens(stranger).shown(asked, question()).ok());
}

TEST_F(Seen, ListsLeaveALookWithThePracticeBeforeAnythingIsShown) {
  const Acting acting = person(Role::kPracticeManager, codes_[2], Purpose::kQuality);
  const Lens own = lens(acting);
  const std::uint64_t before = looks();
  const auto patients = own.list(model({"HYP008"}), 0, ListWhich::kMissing, question());
  ASSERT_TRUE(patients.ok()) << patients.error().text();
  ASSERT_FALSE(patients->empty());
  EXPECT_EQ(looks(), before + 1);
  for (const ListedPatient& patient : *patients) EXPECT_EQ(patient.practice, codes_[2]);
  ASSERT_TRUE(own.explain(model({"HYP008"}), patients->front().own_number, false, 0, question()).ok());
  EXPECT_EQ(looks(), before + 2);
  auto names = *patients;
  const Status identified = own.identify(names, "list");
  ASSERT_FALSE(identified.ok()) << "direct care is shut";
  EXPECT_THAT(identified.error().text(), HasSubstr("direct care"));
  EXPECT_EQ(looks(), before + 2);
  EXPECT_TRUE(own.record_export("indicators", question()).ok());
  EXPECT_EQ(looks(), before + 3);
  const auto told = who_looked(*made_->journal, acting, {.person = acting.person});
  ASSERT_TRUE(told.ok()) << told.error().text();
  ASSERT_EQ(told->lines.size(), 3u);
  EXPECT_THAT(told->lines[0].sentence, HasSubstr("took a file of figures of practice " + codes_[2]));
  EXPECT_THAT(told->lines[1].sentence, HasSubstr("read the record of 1 patient of practice " + codes_[2]));
  EXPECT_EQ(told->lines[2].people, patients->size());
  EXPECT_THAT(told->text(), testing::Not(HasSubstr(patients->front().own_number + " ")));
}

TEST_F(Seen, WhoLookedNamesTheAgreementAndThePracticesOfATypedCohort) {
  const Acting acting = person(Role::kAnalyst, "U99007", Purpose::kQuality);
  const std::string agreement = share(codes_[0], "U99007", Purpose::kQuality);
  ASSERT_TRUE(lens(acting).shown(typed("age in years >= 40"), question()).ok());
  const auto told = who_looked_at_terminal(*made_->journal, {.person = acting.person});
  ASSERT_TRUE(told.ok());
  ASSERT_EQ(told->lines.size(), 1u);
  EXPECT_EQ(told->lines[0].words.agreements, std::vector<std::string>{agreement});
  EXPECT_EQ(told->lines[0].practices, std::vector<std::string>{codes_[0]});
}

TEST_F(Seen, NamesOpenForDirectCareOnlyAndShutWithIt) {
  const Acting officer = person(Role::kSafetyOfficer, kNetwork, Purpose::kQuality);
  const Acting nurse = person(Role::kCareTeam, "U99006", Purpose::kDirectCare);
  share(codes_[0], "U99006", Purpose::kDirectCare);
  auto& journal = *made_->journal;
  const Lens care = lens(nurse);
  EXPECT_FALSE(care.list(model({"HYP008"}), 0, ListWhich::kMissing, question()).ok());
  ASSERT_TRUE(record_condition(journal, kAtTerminal, CareCondition::kSafetyOfficer, officer.person).ok());
  ASSERT_TRUE(record_condition(journal, kAtTerminal, CareCondition::kSafetyFile, tests::kSafetyFile).ok());
  ASSERT_TRUE(record_condition(journal, officer.person, CareCondition::kHazardsAccepted, "log 1").ok());
  ASSERT_TRUE(set_way(journal, kAtTerminal, Way::kDirectCare, true, "all there").ok());
  auto patients = care.list(model({"HYP008"}), 0, ListWhich::kMissing, question());
  ASSERT_TRUE(patients.ok()) << patients.error().text();
  ASSERT_FALSE(patients->empty());
  ASSERT_TRUE(care.identify(*patients, "worklist").ok());
  EXPECT_TRUE(patients->front().identity.has_value());
  std::vector<ListedPatient> elsewhere = {somebody_of(codes_[1])};
  EXPECT_FALSE(care.identify(elsewhere, "worklist").ok()) << "no agreement of that practice";
  ASSERT_TRUE(
      break_glass(journal, nurse, codes_[1], "brought in unconscious, practice closed", made_->clock).ok());
  EXPECT_TRUE(care.identify(elsewhere, "worklist").ok());
  ASSERT_TRUE(set_way(journal, kAtTerminal, Way::kDirectCare, false, "an incident").ok());
  EXPECT_FALSE(care.identify(*patients, "worklist").ok());
}

}  // namespace
}  // namespace meso::access
