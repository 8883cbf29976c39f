#include "bench/peer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <sstream>

extern char** environ;

namespace meso::bench {

Result<std::unique_ptr<Peer>> Peer::start(const std::string& path) {
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
  std::unique_ptr<Peer> peer(new Peer);
  const int error = posix_spawn(&peer->process_, path.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  peer->to_ = fdopen(in[1], "w");
  peer->from_ = fdopen(out[0], "r");
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
  if (from_ != nullptr) std::fclose(from_);
  if (process_ > 0) waitpid(process_, nullptr, 0);
}

Result<std::vector<std::string>> Peer::ask(const std::string& request) {
  const Error gone{
      ErrorKind::kIo, fmt::format("{} ended without an answer", name_.empty() ? "the peer" : name_), {}, ""};
  if (std::fputs((request + "\n").c_str(), to_) < 0 || std::fflush(to_) != 0) return gone;
  std::vector<std::string> answer;
  std::string line;
  for (int c = 0; (c = std::fgetc(from_)) != EOF;) {
    if (c != '\n') {
      line.push_back(static_cast<char>(c));
      continue;
    }
    if (line == "ok") return answer;
    if (line.starts_with("no ")) return Error{ErrorKind::kRefused, line.substr(3), {}, ""};
    answer.push_back(std::move(line));
    line.clear();
  }
  return gone;
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
