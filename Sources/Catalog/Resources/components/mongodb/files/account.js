const database = db.getSiblingDB(process.env.DATABASE);
const name = process.env.USERNAME;
const account = {
  pwd: process.env.PASSWORD,
  roles: ["readWrite", "dbAdmin"].map((role) => ({ role, db: database.getName() })),
};
if (database.getUser(name)) {
  database.updateUser(name, account);
} else {
  database.createUser({ user: name, ...account });
}
// Whoever else was there was not made by this platform.
for (const other of database.getSiblingDB("admin").getCollection("system.users").find({}, { user: 1, db: 1 }).toArray()) {
  if (other.user !== name || other.db !== database.getName()) print(`there is another account: ${other.db}.${other.user}`);
}
