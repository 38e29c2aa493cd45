//! The OpenAPI 3.1 document, made of the table.

use serde_json::{Map, Value, json};

use super::describe::{Field, Kind, Operation, Shape, Shown, Verb};

/// No control characters.
const PLAIN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";
/// The same, with a slash somewhere behind the first.
const PLAIN_AND_SLASH: &str = r"^[^/\u0000-\u001f\u007f-\u009f]+/[^\u0000-\u001f\u007f-\u009f]*$";

/// The document.
pub(super) fn document(operations: &[Operation]) -> Value {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for operation in operations {
        let verb = operation.verb.as_str().to_lowercase();
        let described = describe(operation, &mut schemas);
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(verb, described);
        }
    }
    schemas.insert("Problem".to_owned(), problem());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Vestibule",
            "version": "1",
            "description": "The acts of administrators, for programs. Tokens are made by `vestibule token new`.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas,
        },
    })
}

fn describe(operation: &Operation, schemas: &mut Map<String, Value>) -> Value {
    let scopes: Vec<&str> = operation.act.scopes().iter().map(|scope| scope.as_str()).collect();
    let mut described = json!({
        "operationId": operation.name,
        "summary": operation.summary,
        "description": format!("Needs the scope `{}`.", scopes.join("` and `")),
        "x-scopes": scopes,
        "parameters": parameters(operation),
        "responses": responses(operation, schemas),
    });
    if operation.verb == Verb::Post && !operation.body.is_empty() {
        let body = object(operation.body, false, schemas);
        let content = json!({ "required": true, "content": { "application/json": { "schema": body } } });
        if let Some(map) = described.as_object_mut() {
            map.insert("requestBody".to_owned(), content);
        }
    }
    described
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let names = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path = names.map(|name| {
        let most = if name == "person" { 256 } else { 64 };
        let schema = incoming(Kind::Text(most));
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    });
    let in_query = operation.query.iter().map(|field| {
        let schema = incoming(field.kind);
        json!({
            "name": field.name, "in": "query", "required": field.needed, "description": field.about, "schema": schema,
        })
    });
    in_path.chain(in_query).collect()
}

fn responses(operation: &Operation, schemas: &mut Map<String, Value>) -> Value {
    let done = match operation.reply {
        Shown::Nothing => json!({ "description": "It is done." }),
        Shown::One(shape) | Shown::Made(shape) => shown(&reference(shape, schemas)),
        Shown::Page(shape) => {
            let item = reference(shape, schemas);
            shown(&json!({
                "type": "object",
                "required": ["items", "next"],
                "properties": {
                    "items": { "type": "array", "items": item },
                    "next": { "type": ["string", "null"], "description": "The cursor of the next page." },
                },
            }))
        }
    };
    let mut responses = Map::new();
    responses.insert(operation.status().to_string(), done);
    let mut failures = vec![
        (400, "The request cannot be read."),
        (401, "There is no token that is good here; why is not told."),
        (403, "The token may not do this, or not for this person."),
        (404, "There is no such thing."),
        (422, "A value cannot be used."),
        (503, "This cannot be done now."),
    ];
    if operation.verb == Verb::Post {
        failures.extend([
            (409, "It does not go with what is there."),
            (413, "The body is too large."),
            (415, "The body is not JSON."),
        ]);
    }
    for (status, description) in failures {
        let content = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        responses.insert(status.to_string(), json!({ "description": description, "content": content }));
    }
    Value::Object(responses)
}

fn shown(schema: &Value) -> Value {
    json!({ "description": "It is done.", "content": { "application/json": { "schema": schema } } })
}

/// A shape by its name, described once.
fn reference(shape: &Shape, schemas: &mut Map<String, Value>) -> Value {
    if !schemas.contains_key(shape.name) {
        schemas.insert(shape.name.to_owned(), Value::Null);
        let described = object(shape.fields, true, schemas);
        schemas.insert(shape.name.to_owned(), described);
    }
    json!({ "$ref": format!("#/components/schemas/{}", shape.name) })
}

/// What goes out has all its fields, some of them null; what comes in may leave some out.
fn object(fields: &[Field], goes_out: bool, schemas: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    for field in fields {
        let mut described = if goes_out { schema(field.kind, schemas) } else { incoming(field.kind) };
        if goes_out && !field.needed {
            described = json!({ "anyOf": [described, { "type": "null" }] });
        }
        if let Some(map) = described.as_object_mut() {
            map.insert("description".to_owned(), field.about.into());
        }
        properties.insert(field.name.to_owned(), described);
    }
    let required: Vec<&str> = fields.iter().filter(|field| goes_out || field.needed).map(|field| field.name).collect();
    let mut described = json!({ "type": "object", "required": required, "properties": properties });
    if let (false, Some(map)) = (goes_out, described.as_object_mut()) {
        map.insert("additionalProperties".to_owned(), false.into());
    }
    described
}

/// What comes in is not empty and has no control characters, and an address is one; what goes out is as it was once put in.
fn incoming(kind: Kind) -> Value {
    match kind {
        Kind::Text(most) => json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": PLAIN }),
        Kind::Cursor(most) => json!({ "type": "string", "maxLength": most, "pattern": PLAIN_AND_SLASH }),
        Kind::Address => json!({ "type": "string", "anyOf": [{ "format": "ipv4" }, { "format": "ipv6" }] }),
        Kind::Id
        | Kind::Number(..)
        | Kind::Boolean
        | Kind::Time
        | Kind::Span
        | Kind::Word(_)
        | Kind::Many(_)
        | Kind::One(_)
        | Kind::Event => schema(kind, &mut Map::new()),
    }
}

fn schema(kind: Kind, schemas: &mut Map<String, Value>) -> Value {
    match kind {
        Kind::Text(most) | Kind::Cursor(most) => json!({ "type": "string", "maxLength": most }),
        Kind::Id => json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" }),
        Kind::Number(from, u64::MAX) => json!({ "type": "integer", "minimum": from }),
        Kind::Number(from, to) => json!({ "type": "integer", "minimum": from, "maximum": to }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Time => json!({ "type": "string", "format": "date-time" }),
        Kind::Span => json!({ "type": "string", "pattern": "^[0-9]{1,6}[smhd]$" }),
        Kind::Address => json!({ "type": "string", "description": "An IPv4 or IPv6 address." }),
        Kind::Word(words) => json!({ "type": "string", "enum": words }),
        Kind::Many(shape) => json!({ "type": "array", "items": reference(shape, schemas) }),
        Kind::One(shape) => reference(shape, schemas),
        Kind::Event => json!({ "type": "object" }),
    }
}

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": { "type": "string", "format": "uri-reference" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
        },
    })
}
