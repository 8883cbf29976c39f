#include "bench/peer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <sstream>
#include <thread>

extern char** environ;

namespace meso::bench {

Result<std::unique_ptr<Peer>> Peer::start(const std::string& path, std::chrono::milliseconds limit) {
  if (access(path.c_str(), X_OK) != 0) return Error{ErrorKind::kNotFound, "there is no " + path, {}, ""};
  const Error failed{ErrorKind::kIo, "could not start " + path, {}, ""};
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) != 0) return failed;
  if (pipe2(out, O_CLOEXEC) != 0) {
    close(in[0]);
    close(in[1]);
    return failed;
  }
  std::signal(SIGPIPE, SIG_IGN);  // a peer that is gone is an answer, not our end
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  std::string program = path;
  std::array<char*, 2> arguments = {program.data(), nullptr};
  std::unique_ptr<Peer> peer(new Peer(limit));
  const int error = posix_spawn(&peer->process_, path.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  peer->to_ = fdopen(in[1], "w");
  peer->from_ = out[0];
  if (error != 0) {
    peer->process_ = -1;
    return failed;
  }
  MESO_ASSIGN_OR_RETURN(const std::vector<std::string> said, peer->ask("name"));
  for (const std::string& line : said) {
    if (line.starts_with("name ")) peer->name_ = line.substr(5);
    if (line.starts_with("query ")) peer->query_files_.push_back(line.substr(6));
  }
  return peer;
}

Peer::~Peer() {
  if (to_ != nullptr) std::fclose(to_);  // the end of its input is the end of the conversation
  if (from_ >= 0) close(from_);
  if (process_ <= 0) return;
  const auto until = std::chrono::steady_clock::now() + limit_;
  while (waitpid(process_, nullptr, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > until) kill(process_, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Error Peer::end(const std::string& why) {
  ended_ = Error{ErrorKind::kIo, (name_.empty() ? "the peer" : name_) + why, {}, ""};
  return *ended_;
}

Result<std::string> Peer::line(std::chrono::steady_clock::time_point until) {
  std::size_t end = 0;
  while ((end = read_.find('\n')) == std::string::npos) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd wait{.fd = from_, .events = POLLIN, .revents = 0};
    const int ready = left.count() > 0 ? poll(&wait, 1, static_cast<int>(left.count())) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) {
      kill(process_, SIGKILL);
      return this->end(fmt::format(" did not answer within {} and was ended",
                                   limit_ < std::chrono::minutes(1)
                                       ? fmt::format("{} ms", limit_.count())
                                       : fmt::format("{} minutes", limit_ / std::chrono::minutes(1))));
    }
    std::array<char, 65536> part;
    const ssize_t got = read(from_, part.data(), part.size());
    if (got <= 0) return this->end(" ended without an answer");
    read_.append(part.data(), static_cast<std::size_t>(got));
  }
  std::string line = read_.substr(0, end);
  read_.erase(0, end + 1);
  return line;
}

Result<std::vector<std::string>> Peer::ask(const std::string& request) {
  if (ended_) return *ended_;
  if (std::fputs((request + "\n").c_str(), to_) < 0 || std::fflush(to_) != 0) {
    return end(" ended without an answer");
  }
  const auto until = std::chrono::steady_clock::now() + limit_;
  std::vector<std::string> answer;
  while (true) {
    MESO_ASSIGN_OR_RETURN(std::string said, line(until));
    if (said == "ok") return answer;
    if (said.starts_with("no ")) return Error{ErrorKind::kRefused, said.substr(3), {}, ""};
    answer.push_back(std::move(said));
  }
}

Result<Peer::Time> Peer::time(const std::string& request) {
  MESO_ASSIGN_OR_RETURN(const std::vector<std::string> answer, ask(request));
  std::istringstream in(answer.size() == 1 ? answer.front() : "");
  std::string word;
  Time time;
  if (in >> word >> time.elapsed >> time.processor && word == "seconds" && time.elapsed > 0) return time;
  return Error{ErrorKind::kBadInput, name_ + " answered something else than its seconds", {}, ""};
}

}  // namespace meso::bench
