// meso journal through the program: what is damaged is found, what is backed up comes back.

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "cli/program.h"

namespace meso::tests {
namespace {

namespace fs = std::filesystem;

// A synthetic network with two looks on its journal.
class JournalCommand : public testing::Test {
 protected:
  JournalCommand() {
    EXPECT_EQ(place.meso({"synth", net(), "--patients", "300", "--practices", "2", "--years", "4"}).code, 0);
    for (int i = 0; i < 2; ++i) look();
  }
  std::string net() const { return place.path("net"); }
  void look() const {
    const Ran ran = place.meso({"list", net(), "HYP_REG", "--identify", "--format", "csv"});
    EXPECT_EQ(ran.code, 0) << ran.err;
  }
  Ran journal(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "journal");
    return place.meso(arguments);
  }

  Workplace place;
};

TEST_F(JournalCommand, VerifySaysThatAllIsWellOrWhichPageIsNot) {
  const Ran well = journal({"verify", net()});
  EXPECT_EQ(well.code, 0) << well.err;
  EXPECT_NE(well.out.find("0 acts, 2 looks"), std::string::npos) << well.out;
  EXPECT_NE(well.out.find("Everything is as it was written."), std::string::npos);
  const auto head = journal({"verify", net(), "--format", "json"}).json()["looks_head"].get<std::string>();
  look();
  EXPECT_EQ(journal({"verify", net(), "--expect", head}).code, 0) << "it was the head, and is on the chain";
  EXPECT_EQ(journal({"verify", net(), "--expect", std::string(64, '0')}).code, 1);

  std::fstream file(net() + "/journal/journal.db", std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(4096 * 2 + 77);
  const int byte = file.get();
  file.seekp(4096 * 2 + 77);
  file.put(static_cast<char>(byte ^ 1));
  file.close();
  const Ran damaged = journal({"verify", net()});
  EXPECT_EQ(damaged.code, 1);
  EXPECT_NE(damaged.out.find("page 3: its bytes have changed"), std::string::npos) << damaged.out;
}

TEST_F(JournalCommand, ABackupMadeBesideWorkComesBackWithTheIdentities) {
  const Ran backup = journal({"backup", net(), place.path("backup"), "--keys-to", place.path("stick/keys")});
  ASSERT_EQ(backup.code, 0) << backup.err;
  look();
  const Ran before = place.meso({"list", net(), "HYP_REG", "--identify", "--format", "csv"});
  ASSERT_EQ(before.code, 0);

  // Everything is lost, the keys too.
  fs::remove_all(net());
  fs::remove_all(place.path("keys"));
  const Ran restored =
      journal({"restore", net(), place.path("backup"), "--keys-from", place.path("stick/keys")});
  ASSERT_EQ(restored.code, 0) << restored.err;
  EXPECT_EQ(journal({"verify", net()}).code, 0);
  const auto looks = journal({"show", net(), "--looks", "--format", "json"}).json()["entries"];
  EXPECT_EQ(looks.size(), 2u) << "as it was when the backup was made";
  const auto acts = journal({"show", net(), "--format", "json"}).json()["entries"];
  ASSERT_EQ(acts.size(), 2u);
  EXPECT_EQ(acts[0]["kind"], "journal.backed_up");
  EXPECT_EQ(acts[1]["kind"], "journal.restored");
  EXPECT_TRUE(fs::exists(net() + "/identities/DEMO01-1.sealed"));

  // Records are made again, under the same keys.
  ASSERT_EQ(place.meso({"synth", net(), "--patients", "300", "--practices", "2", "--years", "4"}).code, 0);
  const Ran after = place.meso({"list", net(), "HYP_REG", "--identify", "--format", "csv"});
  EXPECT_EQ(after.out, before.out);
}

TEST_F(JournalCommand, ABackupThatCannotBeTrustedIsNotRestored) {
  const std::string folder = place.path("backup");
  const std::string keys = place.path("stick/keys");
  ASSERT_EQ(journal({"backup", net(), folder, "--keys-to", keys}).code, 0);
  EXPECT_EQ(journal({"restore", net(), folder, "--keys-from", keys}).code, 2) << "there is a journal";
  const std::string other = place.path("other");
  EXPECT_NE(journal({"restore", other, place.path("stick"), "--keys-from", keys}).code, 0) << "is no backup";
  EXPECT_NE(journal({"restore", other, folder, "--keys-from", place.path("none")}).code, 0) << "no keys";
  {
    std::fstream file(folder + "/identities/DEMO01-1.sealed",
                      std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(50);
    file.put('!');
  }
  const Ran changed = journal({"restore", other, folder, "--keys-from", keys});
  EXPECT_EQ(changed.code, 4);
  EXPECT_NE(changed.err.find("DEMO01-1.sealed: has changed since the backup was made"), std::string::npos)
      << changed.err;
  EXPECT_FALSE(fs::exists(other + "/journal/id"));
}

TEST_F(JournalCommand, KeysAreNeverLaidBesideWhatTheyOpen) {
  for (const std::string& keys : {place.path("backup/keys"), net() + "/keys"}) {
    const Ran refused = journal({"backup", net(), place.path("backup"), "--keys-to", keys});
    EXPECT_EQ(refused.code, 2) << refused.out;
    EXPECT_FALSE(fs::exists(place.path("backup")));
  }
  EXPECT_EQ(journal({"backup", net(), net() + "/backup", "--keys-to", place.path("k")}).code, 2);
}

TEST_F(JournalCommand, EveryFormatShowsTheSameEntries) {
  const Ran table = journal({"show", net(), "--looks"});
  EXPECT_NE(table.out.find("Seen by the local operator (local/"), std::string::npos);
  EXPECT_NE(table.out.find("list --identify HYP_REG"), std::string::npos);
  const Ran csv = journal({"show", net(), "--looks", "--format", "csv", "--last", "1"});
  EXPECT_EQ(csv.out.find("sequence,at,author,place,subject,kind,reason,hash,body\n2,"), 0u) << csv.out;
  const Ran exported = journal({"export", net(), "--looks"});
  std::istringstream lines(exported.out);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(nlohmann::json::parse(line)["chain"], "looks");
  std::string before;
  for (int i = 1; std::getline(lines, line); ++i) {
    const auto entry = nlohmann::json::parse(line);
    EXPECT_EQ(entry["sequence"], i);
    EXPECT_EQ(entry["parents"], i == 1 ? nlohmann::json::array() : nlohmann::json::array({before}));
    before = entry["hash"].get<std::string>();
  }
  EXPECT_EQ(journal({"show", net(), "--since", "yesterday"}).code, 2);
  EXPECT_EQ(journal({"show", place.path("nowhere")}).code, 3);
  EXPECT_EQ(journal({"replay", net()}).code, 0);
  EXPECT_EQ(journal({"undo", net(), "1", "--reason", "mistake"}).code, 3) << "there is no act 1";
  EXPECT_EQ(journal({"erase", net(), "--reason", "all of it"}).code, 2) << "nobody erases everything";
  const Ran nothing = journal({"erase", net(), "--subject", "person/p1", "--reason", "consent withdrawn"});
  EXPECT_EQ(nothing.code, 0);
  EXPECT_NE(nothing.out.find("nothing to erase"), std::string::npos);
}

// What people see of a network, in one text.
std::string seen_of(const Workplace& place, const std::string& net) {
  std::string out;
  for (const std::vector<std::string>& question : std::vector<std::vector<std::string>>{
           {"list", net}, {"show", net, "DN001"}, {"check", net, "--all"}, {"voice", net, "DN001"}}) {
    std::vector<std::string> arguments = {"network"};
    arguments.insert(arguments.end(), question.begin(), question.end());
    const Ran ran = place.meso(arguments);
    EXPECT_LE(ran.code, 1) << ran.err;
    out += ran.out;
  }
  return out;
}

TEST(NetworkBackup, APublicFileAndANetworksOwnTextsComeBackWithTheJournal) {
  const Workplace place;
  const std::string net = place.path("net");
  ASSERT_EQ(place.meso({"network", "country", place.path("country")}).code, 0);
  ASSERT_LE(place.meso({"network", "import", net, place.path("country")}).code, 1);
  place.write("ours.voice", "rule ours carried by all practices; veto DEMO02\n");
  ASSERT_EQ(place.meso({"network", "rules", net, place.path("ours.voice"), "--reason", "agreed"}).code, 0);
  const std::string before = seen_of(place, net);
  const auto backup = [&](const std::string& name, std::vector<std::string> more) {
    more.insert(more.begin(),
                {"journal", "backup", net, place.path(name), "--keys-to", place.path(name + "-keys")});
    const Ran ran = place.meso(more);
    EXPECT_EQ(ran.code, 0) << ran.err;
  };
  backup("whole", {});
  backup("light", {"--without-public-files"});
  EXPECT_FALSE(fs::exists(place.path("light/reference")));

  const auto restore = [&](const std::string& name) {
    fs::remove_all(net);
    fs::remove_all(place.path("keys"));
    const Ran ran =
        place.meso({"journal", "restore", net, place.path(name), "--keys-from", place.path(name + "-keys")});
    EXPECT_EQ(ran.code, 0) << ran.err;
  };
  restore("whole");
  EXPECT_EQ(seen_of(place, net), before);

  restore("light");
  const Ran lost = place.meso({"network", "list", net});
  EXPECT_EQ(lost.code, 3) << "its files are not there yet";
  EXPECT_NE(lost.err.find("meso network import"), std::string::npos) << lost.err;
  const Ran again = place.meso({"network", "import", net, place.path("country")});
  EXPECT_LE(again.code, 1) << again.err;
  EXPECT_EQ(seen_of(place, net), before);
}

}  // namespace
}  // namespace meso::tests
