// Plans and runs over practice files: what is shared, what is refused, what threads and damage change
// (nothing, and one error). What rules mean is tested by cases and by agreement with the reference.

#include "rules/blocks/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "rules/blocks/lower.h"

namespace meso::rules {
namespace {

namespace fs = std::filesystem;

const terms::Code kReading{terms::System::kSnomed, "1001"};
const terms::Code kIllness{terms::System::kSnomed, "1002"};
constexpr terms::UnitId kOneUnit = 1, kOtherUnit = 2;

Date day(const char* iso) {
  return *parse_iso_date(iso);
}

ReferenceDates asked(const char* iso) {
  return reference_dates(day(iso), FinancialYear());
}

// Readings in cluster 0 (which states a unit), illness in cluster 1.
class ModelMaker {
 public:
  ModelMaker() {
    model.clocks.emplace_back();
    model.clusters.resize(2);
    model.clusters[0].name = "READING_COD";
    model.clusters[0].unit = kOneUnit;
    model.clusters[0].codes = {kReading};
    model.clusters[1].name = "ILL_COD";
    model.clusters[1].codes = {kIllness};
  }

  FieldId pick(Pick pick, ClusterId cluster, std::vector<Window> windows = {}) {
    Field field;
    field.name = "F" + std::to_string(model.fields.size());
    field.pick = pick;
    field.records.clusters = {cluster};
    field.records.windows = std::move(windows);
    model.fields.push_back(std::move(field));
    return static_cast<FieldId>(model.fields.size()) - 1;
  }
  ConditionId exists(FieldId field) {
    Condition condition;
    condition.kind = Condition::Kind::kPresent;
    condition.date.base = DateRef::Base::kField;
    condition.date.field = field;
    return keep(std::move(condition));
  }
  ConditionId value_at_least(FieldId field, float literal) {
    Condition condition;
    condition.kind = Condition::Kind::kNumbers;
    condition.left.kind = Number::Kind::kValue;
    condition.left.field = field;
    condition.right.literal = literal;
    condition.compare = Compare::kAtLeast;
    return keep(std::move(condition));
  }
  ConditionId keep(Condition condition) {
    model.conditions.push_back(std::move(condition));
    return static_cast<ConditionId>(model.conditions.size()) - 1;
  }
  void add_register(std::vector<ConditionId> conditions) {
    Register reg;
    reg.name = "R" + std::to_string(model.registers.size());
    for (const ConditionId condition : conditions) {
      Rule rule;
      rule.condition = condition;
      rule.then.kind = Outcome::Kind::kSelect;
      reg.rules.push_back(std::move(rule));
    }
    reg.rules.back().otherwise.kind = Outcome::Kind::kReject;
    model.registers.push_back(std::move(reg));
  }
  static Window since(const char* iso) {
    Window window;
    window.from = DateRef{};
    window.from->base = DateRef::Base::kConstant;
    window.from->constant = day(iso);
    return window;
  }
  static Window by_achievement() {
    Window window;
    window.to = DateRef{};
    return window;
  }

  Model model;
};

class EngineTest : public testing::Test {
 public:
  EngineTest() {
    std::string pattern = (fs::temp_directory_path() / "meso-engine-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~EngineTest() override { fs::remove_all(folder_); }

 protected:
  // `patients` of whom every second has a reading of 150 and every third the illness, all on 1 June 2025.
  std::unique_ptr<records::PracticeFile> practice(const std::string& name, std::uint32_t patients,
                                                  terms::UnitId unit = kOneUnit) {
    records::PracticeContents contents;
    contents.practice = name;
    contents.as_at = day("2026-03-31");
    contents.codes = {kReading, kIllness};
    for (std::uint32_t p = 0; p < patients; ++p) {
      records::PatientRecord patient;
      patient.own_number = std::to_string(p + 1);
      patient.birth = day("1950-01-01");
      contents.patients.push_back(patient);
      contents.spells.push_back({p, day("2000-01-01"), kUnknownDate});
      records::EventRecord event;
      event.patient = p;
      event.date = day("2025-06-01");
      event.value = 150;
      event.unit = unit;
      if (p % 2 == 0) contents.events.push_back(event);
      event.code = 1;
      event.value = NAN;
      event.unit = terms::kNoUnit;
      if (p % 3 == 0) contents.events.push_back(event);
    }
    const std::string path = folder_ + "/" + name + ".meso";
    EXPECT_TRUE(records::write_practice_file(real_files(), path, std::move(contents), {}, {}).ok());
    return open(path);
  }
  std::unique_ptr<records::PracticeFile> open(const std::string& path) {
    auto file = records::PracticeFile::open(real_files(), path, std::nullopt);
    EXPECT_TRUE(file.ok());
    return std::move(file).value();
  }
  std::string folder_;
};

TEST_F(EngineTest, CountsByPracticeAndDateWhateverTheThreads) {
  ModelMaker maker;
  maker.add_register({maker.exists(maker.pick(Pick::kLatest, 1, {ModelMaker::by_achievement()}))});
  const auto plan = compile_plan(maker.model, {asked("2026-03-31"), asked("2025-05-31")});
  ASSERT_TRUE(plan.ok());
  const auto small = practice("A", 7);
  const auto large = practice("B", 5'000);  // three blocks
  const records::PracticeFile* files[] = {small.get(), large.get()};
  for (const int threads : {1, 2, 5, 0}) {
    std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> seen;
    std::uint64_t in = 0;
    RunOptions options;
    options.threads = threads;
    options.each_block = [&](const BlockAnswers& answers) {
      seen.emplace(answers.file, answers.block, answers.date);
      for (const RegisterAnswer& answer : answers.registers[0]) in += answer.standing == PatientStanding::kIn;
    };
    const auto counts = run_plan(*plan, files, options);
    ASSERT_TRUE(counts.ok());
    EXPECT_EQ((*counts)[0][0].patients, 7u);
    EXPECT_EQ((*counts)[0][0].gms, 7u);
    EXPECT_EQ((*counts)[0][0].registers[0].size, 3u);
    EXPECT_EQ((*counts)[0][0].registers[0].base, 7u);
    EXPECT_EQ((*counts)[0][0].registers[0].decided, std::vector<std::uint64_t>{7});
    EXPECT_EQ((*counts)[1][0].registers[0].size, 1'667u);
    EXPECT_EQ((*counts)[1][1].registers[0].size, 0u);  // before anybody was ill
    EXPECT_EQ(in, 3u + 1'667u);
    EXPECT_EQ(seen.size(), 2u * (1 + 3));
  }
}

// More files than are bound at once, some without patients, of many sizes.
TEST_F(EngineTest, ManyPracticesTogetherCountAsEachAlone) {
  ModelMaker maker;
  maker.add_register({maker.exists(maker.pick(Pick::kLatest, 1))});
  maker.add_register({maker.value_at_least(maker.pick(Pick::kLatest, 0), 140)});
  const auto plan = compile_plan(maker.model, {asked("2026-03-31")});
  ASSERT_TRUE(plan.ok());
  std::vector<std::unique_ptr<records::PracticeFile>> files;
  std::vector<const records::PracticeFile*> views;
  for (std::uint32_t i = 0; i < 37; ++i) {
    files.push_back(practice("P" + std::to_string(i), i % 5 == 0 ? 0 : i * i * 3));
    views.push_back(files.back().get());
  }
  for (const int threads : {1, 3}) {
    RunOptions options;
    options.threads = threads;
    const auto together = run_plan(*plan, views, options);
    ASSERT_TRUE(together.ok());
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto alone = run_plan(*plan, *files[i], {});
      ASSERT_TRUE(alone.ok());
      for (std::size_t r = 0; r < 2; ++r) {
        EXPECT_EQ((*together)[i][0].registers[r].size, (*alone)[0].registers[r].size);
        EXPECT_EQ((*together)[i][0].registers[r].decided, (*alone)[0].registers[r].decided);
      }
      const auto expected = (files[i]->patients() + 2) / 3;
      EXPECT_EQ((*together)[i][0].registers[0].size, expected);
    }
  }
}

TEST_F(EngineTest, APracticeWithoutPatientsCountsNothing) {
  ModelMaker maker;
  maker.add_register({maker.exists(maker.pick(Pick::kLatest, 1))});
  const auto plan = compile_plan(maker.model, {asked("2026-03-31")});
  ASSERT_TRUE(plan.ok());
  const auto empty = practice("A", 0);
  const auto counts = run_plan(*plan, *empty, {});
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ((*counts)[0].patients, 0u);
  EXPECT_EQ((*counts)[0].registers[0].base, 0u);
  EXPECT_TRUE(run_plan(*plan, {}, {})->empty());
}

TEST_F(EngineTest, ForeignUnitsAreMissingAndCountedOncePerRecord) {
  ModelMaker maker;
  const FieldId latest = maker.pick(Pick::kLatest, 0), highest = maker.pick(Pick::kHighest, 0);
  maker.add_register({maker.value_at_least(latest, 140), maker.value_at_least(highest, 140)});
  const auto plan = compile_plan(maker.model, {asked("2026-03-31"), asked("2025-03-31")});
  ASSERT_TRUE(plan.ok());
  const auto of = [&](terms::UnitId unit) {
    const auto file = practice("U" + std::to_string(unit), 10, unit);
    const auto counts = run_plan(*plan, *file, {});
    EXPECT_TRUE(counts.ok());
    EXPECT_EQ((*counts)[0].unit_missing, (*counts)[1].unit_missing);
    return std::pair((*counts)[0].registers[0].size, (*counts)[0].unit_missing);
  };
  using Expected = std::pair<std::uint64_t, std::uint64_t>;
  EXPECT_EQ(of(kOneUnit), Expected(5, 0));
  EXPECT_EQ(of(terms::kNoUnit), Expected(5, 0));
  EXPECT_EQ(of(kOtherUnit), Expected(0, 5));
  EXPECT_EQ(of(terms::kUnknownUnit), Expected(0, 5));
}

TEST_F(EngineTest, UnitsOfValuesThatNobodyReadsAreNotCounted) {
  ModelMaker maker;
  maker.add_register({maker.exists(maker.pick(Pick::kLatest, 0))});
  const auto plan = compile_plan(maker.model, {asked("2026-03-31")});
  ASSERT_TRUE(plan.ok());
  const auto file = practice("A", 10, kOtherUnit);
  EXPECT_EQ((*run_plan(*plan, *file, {}))[0].unit_missing, 0u);
}

TEST_F(EngineTest, ADamagedFileIsOneError) {
  ModelMaker maker;
  maker.add_register({maker.exists(maker.pick(Pick::kLatest, 1))});
  const auto plan = compile_plan(maker.model, {asked("2026-03-31")});
  ASSERT_TRUE(plan.ok());
  practice("A", 5'000);
  const std::string path = folder_ + "/A.meso";
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(path) / 2));
  const char other[64] = "damage";
  file.write(other, sizeof other);
  file.close();
  const auto damaged = open(path);
  const auto sound = practice("B", 100);
  const records::PracticeFile* files[] = {sound.get(), damaged.get()};
  const auto counts = run_plan(*plan, files, {});
  ASSERT_FALSE(counts.ok());
  EXPECT_EQ(counts.error().kind, ErrorKind::kCorrupt);
}

TEST(Plan, SharesEqualStepsAmongFieldsAndDates) {
  const auto scans = [](const Model& model, const std::vector<ReferenceDates>& dates) {
    const auto lowered = blocks::lower(model, dates, {});
    EXPECT_TRUE(lowered.ok());
    std::size_t count = 0;
    for (const blocks::Step& step : lowered->program.steps) {
      count += step.op == blocks::Op::kLatest || step.op == blocks::Op::kEarliest;
    }
    return count;
  };
  ModelMaker maker;
  maker.add_register({maker.exists(maker.pick(Pick::kLatest, 1))});
  // REG_DAT, DEREG_DAT and the field.
  EXPECT_EQ(scans(maker.model, {asked("2026-03-31")}), 3u);
  // A lower bound of a latest pick is a column operation, so neither another
  // field nor another bound scans again.
  maker.add_register({maker.exists(maker.pick(Pick::kLatest, 1)),
                      maker.exists(maker.pick(Pick::kLatest, 1, {ModelMaker::since("2020-01-01")})),
                      maker.exists(maker.pick(Pick::kLatest, 1, {ModelMaker::since("2024-01-01")}))});
  EXPECT_EQ(scans(maker.model, {asked("2026-03-31")}), 3u);
  // Another date has its own registrations; the field does not depend on it.
  EXPECT_EQ(scans(maker.model, {asked("2026-03-31"), asked("2025-03-31")}), 5u);
}

TEST(Plan, OnePassFeedsManyDates) {
  ModelMaker maker;
  maker.add_register({maker.exists(maker.pick(Pick::kLatest, 1, {ModelMaker::by_achievement()}))});
  std::vector<ReferenceDates> dates;
  for (int i = 0; i < 24; ++i) {
    dates.push_back(reference_dates(add_months(day("2026-03-31"), -i, MonthPolicy::kClamp), FinancialYear()));
  }
  const auto lowered = blocks::lower(maker.model, dates, {});
  ASSERT_TRUE(lowered.ok());
  // One scan of the registrations and one of the illness, each of 24 columns;
  // leaving depends on each registration.
  ASSERT_EQ(lowered->program.levels[0].scans.size(), 2u);
  for (const blocks::Scan& scan : lowered->program.levels[0].scans) {
    EXPECT_EQ(scan.latest.size(), 24u);
    EXPECT_GE(scan.latest_ladder, 0);
  }
}

TEST(Plan, RefusesWhatIsBeyondItsLimits) {
  ModelMaker maker;
  const ConditionId exists = maker.exists(maker.pick(Pick::kLatest, 1));
  maker.add_register({exists});
  const auto refused = [](const Model& model, const std::vector<ReferenceDates>& dates) {
    const auto plan = compile_plan(model, dates);
    return !plan.ok() && plan.error().kind == ErrorKind::kBadInput;
  };
  const std::vector<ReferenceDates> one = {asked("2026-03-31")};
  ASSERT_FALSE(refused(maker.model, one));
  EXPECT_TRUE(refused(maker.model, {}));
  EXPECT_TRUE(refused(maker.model, std::vector<ReferenceDates>(251, one.front())));

  ModelMaker many = maker;
  many.add_register(std::vector<ConditionId>(200, exists));
  EXPECT_FALSE(refused(many.model, one));
  many.add_register(std::vector<ConditionId>(201, exists));
  EXPECT_TRUE(refused(many.model, one));

  ModelMaker far = maker;
  far.model.conditions[0].date.months = 12'001;
  EXPECT_TRUE(refused(far.model, one));

  // A register, 997 times `not`, a condition and its field are a thousand; one more is too many.
  ModelMaker deep = maker;
  ConditionId top = exists;
  const auto negate = [&] {
    Condition condition;
    condition.kind = Condition::Kind::kNot;
    condition.parts = {top};
    top = deep.keep(std::move(condition));
  };
  for (int i = 0; i < 997; ++i) negate();
  deep.add_register({top});
  EXPECT_FALSE(refused(deep.model, one));
  negate();
  deep.add_register({top});
  EXPECT_TRUE(refused(deep.model, one));
}

}  // namespace
}  // namespace meso::rules
