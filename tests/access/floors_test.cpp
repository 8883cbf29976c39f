// Floors for what is held about staff: the table cell by cell, the algebra by its laws, and an attack by
// splits.

#include "access/floors.h"

#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/accounts.h"
#include "base/random.h"
#include "made_accounts.h"
#include "printed_table.h"

namespace meso::access {
namespace {

using testing::HasSubstr;
using tests::MadeAccess;

constexpr std::int64_t kDay = 86'400'000'000;
const Moment kNow{1'000 * kDay};
const StaffFact kEnough{20, 6, Moment{kNow.microseconds - 100 * kDay}, true};

TEST(Floors, EveryCellIsAsThePageSays) {
  const auto rows = tests::printed_table("docs/access.md", "| what | people | groups | own first");
  ASSERT_EQ(rows.size(), kEachStaffKind.size() + 1);
  for (const StaffReader reader : kEachStaffReader) {
    EXPECT_EQ(rows[0][4 + static_cast<std::size_t>(reader)], staff_reader_words(reader));
  }
  int cells = 0;
  for (const StaffKind kind : kEachStaffKind) {
    const auto& row = rows[static_cast<std::size_t>(kind) + 1];
    const Floor floor = floor_of(kind);
    EXPECT_EQ(row[0], staff_kind_words(kind));
    EXPECT_EQ(row[1], std::to_string(floor.people));
    EXPECT_EQ(row[2], std::to_string(floor.groups));
    EXPECT_EQ(row[3] == "yes", floor.own_first);
    for (const StaffReader reader : kEachStaffReader) {
      const char letter = row[4 + static_cast<std::size_t>(reader)][0];
      const StaffUse use = reader == StaffReader::kStudy ? StaffUse::kStudy : StaffUse::kLearning;
      StaffFact kept = kEnough;
      kept.released = false;
      EXPECT_EQ(may_show(floor, kEnough, reader, use, kNow).ok(), letter != '-') << row[0];
      EXPECT_EQ(may_show(floor, kept, reader, use, kNow).ok(), letter == 'y') << row[0];
      cells += 2;
    }
  }
  EXPECT_EQ(cells, 7 * 6 * 2);
}

TEST(Floors, OnePersonOrGroupTooFewIsNotShown) {
  for (const StaffKind kind : kEachStaffKind) {
    const Floor floor = floor_of(kind);
    StaffFact fact = kEnough;
    fact.people = floor.people;
    fact.groups = floor.groups;
    const StaffReader reader = floor.readers[0] ? StaffReader::kOwner : StaffReader::kStudy;
    const StaffUse use = floor.readers[0] ? StaffUse::kLearning : StaffUse::kStudy;
    EXPECT_TRUE(may_show(floor, fact, reader, use, kNow).ok());
    --fact.people;
    EXPECT_THAT(may_show(floor, fact, reader, use, kNow).error().text(), HasSubstr("too few"));
    fact = {floor.people, floor.groups - 1, kEnough.owner_told, true};
    EXPECT_FALSE(may_show(floor, fact, reader, use, kNow).ok());
  }
}

TEST(Floors, OwnFirstForFourteenDaysAlone) {
  const Floor floor = floor_of(StaffKind::kPracticeAnswers);
  StaffFact fact = kEnough;
  fact.owner_told = kNow;
  const auto shown = [&](StaffReader reader, std::int64_t days) {
    return may_show(floor, fact, reader, StaffUse::kLearning, Moment{kNow.microseconds + days * kDay}).ok();
  };
  EXPECT_TRUE(shown(StaffReader::kOwner, 0));
  EXPECT_FALSE(shown(StaffReader::kNetwork, 13));
  EXPECT_TRUE(shown(StaffReader::kNetwork, 14));
  fact.owner_told.reset();
  EXPECT_FALSE(shown(StaffReader::kNetwork, 400)) << "nobody sees it before its owner could";
}

TEST(Floors, ThePurposeLockHoldsForEveryReader) {
  for (const StaffKind kind : kEachStaffKind) {
    for (const StaffReader reader : kEachStaffReader) {
      for (const StaffUse use :
           {StaffUse::kAppraisal, StaffUse::kPay, StaffUse::kContract, StaffUse::kPerformance}) {
        const Status shown = may_show(floor_of(kind), kEnough, reader, use, kNow);
        ASSERT_FALSE(shown.ok());
        EXPECT_THAT(shown.error().text(), HasSubstr(std::string(kPurposeLock)));
      }
    }
  }
  EXPECT_FALSE(
      may_show(floor_of(StaffKind::kPersonTrust), kEnough, StaffReader::kStudy, StaffUse::kLearning, kNow)
          .ok());
}

TEST(Floors, OfTwoKindsTheStricterHoldsInEachPart) {
  Random random(7);
  const auto some_fact = [&] {
    StaffFact fact{static_cast<std::uint32_t>(random.below(9)), static_cast<std::uint32_t>(random.below(5)),
                   std::nullopt, random.below(2) == 0};
    if (random.below(4) != 0)
      fact.owner_told = Moment{kNow.microseconds - static_cast<std::int64_t>(random.below(30)) * kDay};
    return fact;
  };
  int shown = 0;
  for (const StaffKind x : kEachStaffKind) {
    for (const StaffKind y : kEachStaffKind) {
      const Floor a = floor_of(x), b = floor_of(y);
      EXPECT_EQ(both(a, b), both(b, a));
      EXPECT_EQ(both(a, a), a);
      for (const StaffKind z : kEachStaffKind) {
        EXPECT_EQ(both(both(a, b), floor_of(z)), both(a, both(b, floor_of(z))));
      }
      for (int i = 0; i < 200; ++i) {
        const StaffFact fact = some_fact();
        for (const StaffReader reader : kEachStaffReader) {
          const StaffUse use = reader == StaffReader::kStudy ? StaffUse::kStudy : StaffUse::kLearning;
          if (!may_show(both(a, b), fact, reader, use, kNow).ok()) continue;
          ++shown;
          EXPECT_TRUE(may_show(a, fact, reader, use, kNow).ok() && may_show(b, fact, reader, use, kNow).ok());
        }
      }
    }
  }
  EXPECT_GT(shown, 100);
}

TEST(PooledGroups, AreNeverTooSmallAndLoseNobodyUnlessAll) {
  const auto names = [](const std::vector<PooledGroup>& groups) {
    std::string out;
    for (const PooledGroup& group : groups)
      out += (group.name.empty() ? "others" : group.name) + std::to_string(group.people) + " ";
    return out;
  };
  const std::vector<StaffGroup> groups = {{"a", 9}, {"b", 2}, {"c", 5}, {"d", 4}};
  EXPECT_EQ(names(pooled(groups, 5)), "a9 c5 others6 ");
  EXPECT_EQ(names(pooled(std::vector<StaffGroup>{{"a", 9}, {"b", 2}, {"c", 5}}, 5)), "a9 others7 ")
      << "two alone would be what is missing from the whole";
  EXPECT_EQ(names(pooled(std::vector<StaffGroup>{{"a", 2}, {"b", 2}}, 5)), "");
  EXPECT_EQ(names(pooled(std::vector<StaffGroup>{{"a", 6}, {"b", 7}}, 5)), "a6 b7 ");
  Random random(11);
  for (int i = 0; i < 2'000; ++i) {
    std::vector<StaffGroup> made;
    std::uint32_t all = 0;
    for (std::uint64_t g = 0; g < 1 + random.below(8); ++g) {
      made.push_back({"g" + std::to_string(g), static_cast<std::uint32_t>(random.below(9))});
      all += made.back().people;
    }
    std::uint32_t shown = 0;
    for (const PooledGroup& group : pooled(made, 5)) {
      EXPECT_GE(group.people, 5u);
      shown += group.people;
    }
    EXPECT_TRUE(shown == all || shown == 0);
  }
}

// Somebody asks for a thousand splits and subtracts what they got: nobody's answer is in what was shown. The
// check is another than the audit's: the answers are changed for one person at a time, with all shown sums
// kept, if that can be.
TEST(AnswerAudit, AThousandSplitsIsolateNobodysAnswer) {
  constexpr std::uint32_t kPeople = 40;
  Random random(2026);
  AnswerAudit audit(kPeople, 5);
  std::vector<std::vector<std::uint32_t>> shown;
  std::vector<std::uint32_t> all(kPeople);
  std::iota(all.begin(), all.end(), 0u);
  int refused = 0;
  for (int i = 0; i < 1'000; ++i) {
    std::vector<std::uint32_t> split;
    if (i > 0 && i % 2 == 0 && !shown.empty()) {
      split = shown[random.below(shown.size())];  // an earlier one with a person more or less
      const auto person = static_cast<std::uint32_t>(random.below(kPeople));
      if (const auto at = std::ranges::find(split, person); at != split.end()) {
        split.erase(at);
      } else {
        split.push_back(person);
      }
    } else {
      for (const std::uint32_t person : all) {
        if (random.below(3) != 0) split.push_back(person);
      }
    }
    if (audit.show(split)) {
      shown.push_back(split);
    } else {
      ++refused;
    }
  }
  EXPECT_GT(refused, 400);
  EXPECT_GE(shown.size(), 15u);
  // Gaussian elimination in doubles over what was shown, one person as unknown at a time.
  for (std::uint32_t person = 0; person < kPeople; ++person) {
    std::vector<std::vector<double>> rows;
    for (const auto& split : shown) {
      std::vector<double> row(kPeople, 0);
      for (const std::uint32_t one : split)
        row[one == person ? kPeople - 1 : one == kPeople - 1 ? person : one] = 1;
      rows.push_back(std::move(row));  // the person asked about last
    }
    std::size_t done = 0;
    for (std::size_t column = 0; column + 1 < kPeople; ++column) {
      std::size_t best = done;
      for (std::size_t r = done; r < rows.size(); ++r) {
        if (std::abs(rows[r][column]) > std::abs(rows[best][column])) best = r;
      }
      if (best >= rows.size() || std::abs(rows[best][column]) < 1e-9) continue;
      std::swap(rows[best], rows[done]);
      for (std::size_t r = done + 1; r < rows.size(); ++r) {
        const double factor = rows[r][column] / rows[done][column];
        for (std::size_t c = column; c < kPeople; ++c) rows[r][c] -= factor * rows[done][c];
      }
      ++done;
    }
    for (std::size_t r = done; r < rows.size(); ++r) {
      EXPECT_LT(std::abs(rows[r][kPeople - 1]), 1e-6) << "person " << person << " stands alone";
    }
  }
}

TEST(AnswerAudit, RefusesTheFewAndTheSmallDifference) {
  AnswerAudit audit(12, 5);
  const std::vector<std::uint32_t> four = {0, 1, 2, 3}, six = {0, 1, 2, 3, 4, 5},
                                   seven = {0, 1, 2, 3, 4, 5, 6};
  EXPECT_FALSE(audit.show(four));
  EXPECT_TRUE(audit.show(six));
  EXPECT_FALSE(audit.show(seven)) << "the seventh's answer is the difference";
  EXPECT_TRUE(audit.show(six)) << "again what was shown";
}

TEST(Releases, AreTheOwnersAndCanBeTakenBack) {
  MadeAccess made;
  auto& journal = *made.journal;
  const std::string terminal(kTerminal);
  const auto partner = made.accounts->add_person(terminal, "gp", "Somebody");
  const auto analyst = made.accounts->add_person(terminal, "ann", "Somebody");
  ASSERT_TRUE(made.accounts->give_role(terminal, *partner, Role::kGeneralPractitioner, "A99001").ok());
  ASSERT_TRUE(made.accounts->give_role(terminal, *analyst, Role::kAnalyst, "A99001").ok());
  const std::string what = "survey/12/practice/A99001";
  EXPECT_FALSE(release(journal, *analyst, what, "A99001", "not theirs to give").ok());
  EXPECT_FALSE(release(journal, *partner, what, "A99002", "another practice").ok());
  EXPECT_FALSE(*is_released(journal, what, "A99001"));
  ASSERT_TRUE(release(journal, *partner, what, "A99001", "the partners agreed").ok());
  EXPECT_TRUE(*is_released(journal, what, "A99001"));
  ASSERT_TRUE(take_back(journal, *partner, what, "A99001", "second thoughts").ok());
  EXPECT_FALSE(*is_released(journal, what, "A99001"));
  ASSERT_TRUE(release(journal, *analyst, "meeting/3", "", "my own share").ok());
  EXPECT_TRUE(*is_released(journal, "meeting/3", *analyst));
  EXPECT_FALSE(*is_released(journal, "meeting/3", *partner));
  EXPECT_FALSE(release(journal, *analyst, "", "", "nothing").ok());
}

}  // namespace
}  // namespace meso::access
