CREATE TABLE "Settings" ("Name" varchar(50) NOT NULL, "Value" varchar(50) NOT NULL);
INSERT INTO "Settings" ("Name", "Value") VALUES ('$(name)', 'dark; not light');
