// The whole rulebook over a synthetic network of 5,000 patients: every answer of
// every patient, by both evaluators.
//
// The engine runs as users run it: practice files, both threads, several reference dates at once. The
// reference reads each patient back out of the file.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "locale/england/financial_year.h"
#include "rules/blocks/engine.h"
#include "rules/blocks/history.h"
#include "rules/language.h"
#include "rules/reference.h"
#include "synthesis/synthesis.h"

namespace meso::rules::tests {
namespace {

namespace fs = std::filesystem;

terms::ClusterSet clusters() {
  terms::ClusterSet loaded;
  const Status status = loaded.load_path(std::string(MESO_SOURCE_DIR) + "/rulebook/england");
  EXPECT_TRUE(status.ok());
  return loaded;
}

Model rulebook(const terms::ClusterSet& clusters) {
  std::vector<SourceText> sources;
  for (const auto& entry : fs::directory_iterator(fs::path(MESO_SOURCE_DIR) / "rulebook/england")) {
    if (entry.path().extension() != ".rules") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    sources.push_back({entry.path().filename().string(), text.str()});
  }
  std::ranges::sort(sources, {}, &SourceText::file);
  CompileOptions options;
  options.financial_year = {england::kYearEndMonth, england::kYearEndDay};
  const Compiled compiled = compile_rules(sources, clusters, options);
  EXPECT_TRUE(compiled.model.has_value());
  return compiled.model.value_or(Model());
}

class Network {
 public:
  explicit Network(const terms::ClusterSet& clusters) {
    std::string pattern = (fs::temp_directory_path() / "meso-agreement-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    synthesis::SynthesisOptions options;
    options.patients = 5'000;
    options.practices = 2;
    options.seed = 5;
    as_at = options.as_at;
    const auto plan = synthesis::SyntheticNetwork::plan(options, clusters, Key{});
    EXPECT_TRUE(plan.ok());
    for (std::uint32_t i = 0; i < plan->practice_count(); ++i) {
      synthesis::SyntheticPractice practice = plan->practice(i);
      const std::string path = join_path(folder_, practice.contents.practice + ".meso");
      records::WriteOptions write;
      for (const auto& [name, cluster] : clusters.all()) write.code_groups.push_back(cluster.codes);
      EXPECT_TRUE(
          records::write_practice_file(real_files(), path, std::move(practice.contents), {}, write).ok());
      auto file = records::PracticeFile::open(real_files(), path, std::nullopt);
      EXPECT_TRUE(file.ok());
      opened_.push_back(std::move(file).value());
      files.push_back(opened_.back().get());
    }
  }
  ~Network() { fs::remove_all(folder_); }
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  std::vector<const records::PracticeFile*> files;
  Date as_at;

 private:
  std::string folder_;
  std::vector<std::unique_ptr<records::PracticeFile>> opened_;
};

// Counts that the reference's answers of one practice and date add up to.
struct Sums {
  std::vector<std::uint64_t> registers, excluded, adjusted, denominators, numerators;
};

TEST(RulebookAgreement, FiveThousandPatientsAnswerAlike) {
  const terms::ClusterSet known = clusters();
  const Model model = rulebook(known);
  ASSERT_GE(model.indicators.size(), 26u);
  const Network network(known);
  const FinancialYear& year = model.financial_year;
  const std::vector<ReferenceDates> dates = {
      reference_dates(network.as_at, year),
      reference_dates(add_months(network.as_at, -1, MonthPolicy::kClamp), year),
      reference_dates(add_months(network.as_at, -17, MonthPolicy::kClamp), year)};
  const auto plan = compile_plan(model, dates);
  ASSERT_TRUE(plan.ok()) << plan.error().text();

  const std::size_t registers = model.registers.size(), indicators = model.indicators.size();
  std::vector<std::vector<Sums>> sums(network.files.size(), std::vector<Sums>(dates.size()));
  for (auto& of_file : sums) {
    for (Sums& each : of_file) {
      each.registers.assign(registers, 0);
      for (auto* column : {&each.excluded, &each.adjusted, &each.denominators, &each.numerators}) {
        column->assign(indicators, 0);
      }
    }
  }
  std::uint64_t asked = 0, differences = 0;
  RunOptions options;
  options.each_block = [&](const BlockAnswers& answers) {
    Sums& sum = sums[answers.file][answers.date];
    for (std::uint32_t p = 0; p < answers.records->patients; ++p) {
      const auto patient = patient_history(*network.files[answers.file], answers.block, p);
      ASSERT_TRUE(patient.ok());
      reference::Evaluation evaluation(model, *patient, dates[answers.date]);
      for (std::size_t i = 0; i < registers; ++i) {
        const RegisterAnswer expected = evaluation.on_register(static_cast<RegisterId>(i));
        differences += answers.registers[i][p] != expected;
        sum.registers[i] += expected.standing == PatientStanding::kIn;
      }
      for (std::size_t i = 0; i < indicators; ++i) {
        const IndicatorAnswer expected = evaluation.indicator(static_cast<IndicatorId>(i));
        differences += answers.indicators[i][p] != expected;
        sum.excluded[i] += expected.standing == PatientStanding::kExcluded;
        sum.adjusted[i] += expected.standing == PatientStanding::kAdjusted;
        sum.denominators[i] +=
            expected.standing == PatientStanding::kMet || expected.standing == PatientStanding::kNotMet;
        sum.numerators[i] += expected.standing == PatientStanding::kMet;
      }
      ++asked;
    }
  };
  const auto results = run_plan(*plan, network.files, options);
  ASSERT_TRUE(results.ok()) << results.error().text();
  EXPECT_GE(asked, 5'000u * dates.size());
  EXPECT_EQ(differences, 0u);

  std::uint64_t met = 0;
  for (std::size_t f = 0; f < network.files.size(); ++f) {
    for (std::size_t d = 0; d < dates.size(); ++d) {
      const PracticeCounts& counts = (*results)[f][d];
      EXPECT_EQ(counts.patients, network.files[f]->patients());
      for (std::size_t i = 0; i < registers; ++i)
        EXPECT_EQ(counts.registers[i].size, sums[f][d].registers[i]);
      for (std::size_t i = 0; i < indicators; ++i) {
        const IndicatorCount& count = counts.indicators[i];
        std::uint64_t adjusted = 0;
        for (const std::uint64_t each : count.adjusted) adjusted += each;
        EXPECT_EQ(count.exclusions, sums[f][d].excluded[i]) << model.indicators[i].name;
        EXPECT_EQ(adjusted, sums[f][d].adjusted[i]) << model.indicators[i].name;
        EXPECT_EQ(count.denominator, sums[f][d].denominators[i]) << model.indicators[i].name;
        EXPECT_EQ(count.numerator, sums[f][d].numerators[i]) << model.indicators[i].name;
        met += count.numerator;
      }
    }
  }
  EXPECT_GT(met, 0u);

  // The same counts from one thread, and from each practice alone.
  RunOptions alone;
  alone.threads = 1;
  for (std::size_t f = 0; f < network.files.size(); ++f) {
    const auto one = run_plan(*plan, *network.files[f], alone);
    ASSERT_TRUE(one.ok());
    for (std::size_t d = 0; d < dates.size(); ++d) {
      for (std::size_t i = 0; i < indicators; ++i) {
        EXPECT_EQ((*one)[d].indicators[i].decided, (*results)[f][d].indicators[i].decided);
        EXPECT_EQ((*one)[d].indicators[i].numerator, (*results)[f][d].indicators[i].numerator);
      }
    }
  }
}

}  // namespace
}  // namespace meso::rules::tests
