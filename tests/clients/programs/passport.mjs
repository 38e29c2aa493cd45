// What passport does with a strategy when a form arrives.
function login(username, password) {
  return new Promise((resolve, reject) => {
    const attempt = Object.create(strategy);
    attempt.success = () => resolve(true);
    attempt.fail = () => resolve(false);
    attempt.error = reject;
    attempt.authenticate({ body: { username, password } });
  });
}
