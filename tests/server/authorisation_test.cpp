// Every cell of docs/authorisation.txt, asked over a real socket: role, address, practice, agreement.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include "server/served.h"

namespace meso::tests {
namespace {

using access::Role;
using nlohmann::json;

const std::string kOwn = "DEMO01";    // where every role is held
const std::string kOther = "DEMO02";  // the practice that agrees, or does not
const std::string kAuthor(access::kTerminal);

struct Answer {
  unsigned status = 0;
  json body;
};

// The router behind a listener, asked by a client that speaks HTTP/1.1 and closes.
class OverHttp {
 public:
  explicit OverHttp(Served& served) {
    server::ListenOptions options;
    options.port = 0;
    auto opened = server::Listener::open(
        options, [&](const server::Request& request) { return served.router().answer(request); },
        [&](unsigned status, std::string_view why) { return served.router().refuse(status, why); });
    if (!opened.ok()) throw std::runtime_error(opened.error().text());
    listener_ = std::move(*opened);
    thread_ = std::thread([this] { listener_->run(); });
  }
  ~OverHttp() {
    listener_->stop();
    thread_.join();
  }
  Answer ask(const std::string& method, const std::string& target, const std::string& body,
             const std::string& cookie) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(listener_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const std::string text = method + " " + target +
                             " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: " + cookie +
                             "\r\nMeso-Request: 1\r\nContent-Type: application/json\r\nContent-Length: " +
                             std::to_string(body.size()) + "\r\n\r\n" + body;
    EXPECT_EQ(::send(socket, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    std::string got;
    char buffer[16384];
    for (ssize_t read = 0; (read = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
      got.append(buffer, static_cast<std::size_t>(read));
    ::close(socket);
    Answer answer;
    if (got.size() > 12) answer.status = static_cast<unsigned>(std::stoul(got.substr(9, 3)));
    const auto head = got.find("\r\n\r\n");
    if (head != std::string::npos) answer.body = json::parse(got.substr(head + 4), nullptr, false);
    return answer;
  }

 private:
  std::unique_ptr<server::Listener> listener_;
  std::thread thread_;
};

std::string letter_of(const json& shown) {
  const std::string kind = shown["kind"];
  if (kind == "exact") return "y";
  if (kind == "noised") return "n";
  return kind == "not_available" ? "-" : "f";
}

class Authorisation : public testing::Test {
 protected:
  Authorisation() : http(served) {
    access::Agreement agreement;
    agreement.practice = kOther;
    agreement.recipients = {kOwn};
    agreement.purposes.assign(access::kEachPurpose.begin(), access::kEachPurpose.end());
    agreement.shared = access::Shared::kNames;
    agreement.legal_basis = "made for a test";
    agreement.starts = *date_from_civil(2020, 1, 1);
    others = *access::agree(served.journal(), kAuthor, agreement, "agreed");
    mine = served.share(kOwn, "U99077");
    for (const Role role : access::kEachRole) cookies.push_back(served.become(role, kOwn));
  }
  ~Authorisation() override {
    for (const std::string& agreement : {others, mine})
      EXPECT_TRUE(access::switch_agreement(served.journal(), kAuthor, agreement, false, "tested").ok());
  }
  void others_agreement(bool on) {
    ASSERT_TRUE(access::switch_agreement(served.journal(), kAuthor, others, on, "for a test").ok());
  }

  // The letter of one cell; `row` as the file has it.
  std::string cell(const std::string& row, std::size_t role) {
    const auto asked = [&](const std::string& method, const std::string& target, const json& body = nullptr) {
      const Answer answer = http.ask(method, target, body.is_null() ? "" : body.dump(), cookies[role]);
      EXPECT_NE(answer.status, 401u) << row;
      EXPECT_NE(answer.status, 500u) << row << " " << answer.body;
      return answer;
    };
    const auto comma = row.find(", ");
    const std::string relation = comma == std::string::npos ? "" : row.substr(comma + 2);
    const std::string address = row.substr(0, comma);
    const std::string practice = relation == "own" ? kOwn : kOther;
    if (row.starts_with("page ")) {
      const Answer session = asked("GET", "/api/v1/session");
      for (const json& page : session.body["pages"]) {
        if (page["path"] == row.substr(5)) return "y";
      }
      return "-";
    }
    if (relation == "not agreed") others_agreement(false);
    const auto letter = [&]() -> std::string {
      const std::string method = address.substr(0, address.find(' '));
      std::string path = address.substr(address.find(' ') + 1);
      if (path == "/api/v1/figures") {
        const Answer answer = asked("GET", path + "?practice=" + practice);
        return answer.status == 403 ? "-" : letter_of(answer.body["registered"][practice]);
      }
      if (path == "/api/v1/count") {
        const Answer answer = asked("POST", path, {{"expression", "any HYP_COD"}});
        return answer.status == 403 ? "-" : letter_of(answer.body["figures"][practice]["registered"]);
      }
      json body = method == "GET" || method == "DELETE" ? json(nullptr) : json::object();
      if (path == "/api/v1/list" || path == "/api/v1/explain")
        body = {{"indicator", "HYP_REG"}, {"practice", practice}};
      if (path == "/api/v1/explain") body["patient"] = "1";
      if (path == "/api/v1/access/agreements" && method == "POST") {
        body = {{"practice", practice}, {"recipients", {"U99078"}}, {"purposes", {"quality"}},
                {"shared", "counts"},   {"legal_basis", "none"},    {"reason", "for a test"}};
      }
      for (const char* state : {" on", " off"}) {
        if (!path.ends_with(state)) continue;
        path = "/api/v1/access/agreements/" + (relation == "own" ? mine : others);
        body = {{"on", state == std::string(" on")}, {"reason", "for a test"}};
      }
      if (path.ends_with("/link"))
        path = "/api/v1/access/agreements/" + (relation == "own" ? mine : others) + "/link";
      for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
        path.replace(at, path.find('}') - at + 1, "HYP_REG");
      return asked(method, path, body).status == 403 ? "-" : "y";
    }();
    if (relation == "not agreed" || relation == "another") others_agreement(true);
    return letter;
  }

  Served served;
  OverHttp http;
  std::string others, mine;
  std::vector<std::string> cookies;  // by role
};

std::string file_text(const std::string& path) {
  std::ifstream file(std::string(MESO_SOURCE_DIR) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_F(Authorisation, EveryCellAsWritten) {
  const std::string text = file_text("docs/authorisation.txt");
  ASSERT_NE(file_text("docs/access.md").find(text), std::string::npos)
      << "docs/access.md shows another table";
  std::istringstream lines(text);
  std::set<std::string> rows;
  int cells = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#' || line[0] == ' ') continue;
    const std::string name = line.substr(0, line.find_last_not_of(' ', 51) + 1);
    rows.insert(name);
    std::istringstream letters(line.substr(52));
    std::size_t role = 0;
    for (std::string letter; letters >> letter; ++role) {
      ASSERT_LT(role, access::kRoles) << line;
      EXPECT_EQ(cell(name, role), letter) << name << ", " << access::role_words(access::kEachRole[role]);
      ++cells;
    }
    EXPECT_EQ(role, access::kRoles) << line;
  }
  EXPECT_GT(cells, 500);
  // Every route that needs a role, and every page, has its row.
  for (const server::Route& route : server::api_routes()) {
    if (route.needs.who != server::Needs::Who::kRole) continue;
    const std::string name = std::string(route.method) + " " + route.path;
    const auto row = rows.lower_bound(name);
    EXPECT_TRUE(row != rows.end() && row->starts_with(name)) << name << " has no row";
  }
  for (const server::PageOf& page : server::each_page()) {
    EXPECT_TRUE(rows.contains("page " + std::string(page.path))) << page.path;
  }
}

}  // namespace
}  // namespace meso::tests
